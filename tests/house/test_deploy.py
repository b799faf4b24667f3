"""The image, the compose file and the Kubernetes manifests hold what the code says."""

import copy
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import compose_spec
import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft202012Validator

from shared.events import TOPICS
from shared.settings import Settings
from tests.house.deployment import (
    K8S,
    OVERLAYS,
    PREFIX,
    ROOT,
    Files,
    Truth,
    complaints,
    component,
    compose_book,
    environment,
    of_kind,
    read,
    serving,
)
from tests.house.kustomize import Doc, build

SCHEMAS = {path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "schemas").glob("*.*.json")}
KUBERNETES = "1.37"
FILES = read()
MANIFESTS = {
    f"{name}-{doc['kind']}-{doc['metadata']['name']}": doc for name, docs in FILES.overlays.items() for doc in docs
}


@pytest.fixture
def truth() -> Truth:
    from services.registry import SERVICES  # noqa: PLC0415 - the whole system is loaded for this test only

    settings = frozenset(PREFIX + name.upper() for name in Settings.model_fields)
    return Truth(tuple(service.name for service in SERVICES), tuple(TOPICS), settings)


@pytest.fixture
def files() -> Files:
    return copy.deepcopy(FILES)


def faults(doc: Doc) -> list[str]:
    """What the API server or the operator's definition would refuse."""
    schema = SCHEMAS.get(f"{doc['kind']}.{doc['apiVersion'].partition('/')[0]}")
    if schema:
        return [error.message for error in Draft202012Validator(schema).iter_errors(doc)]
    try:
        kubernetes_validate.validate(doc, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [str(error)]
    return []


def some(files: Files, overlay: str, kind: str) -> Doc:
    return of_kind(files.overlays[overlay], kind)[0]


def drop(files: Files, overlay: str, kind: str) -> None:
    files.overlays[overlay].remove(some(files, overlay, kind))


# --- every file is what its reader takes ---


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_manifest_is_valid(manifest: str) -> None:
    assert faults(MANIFESTS[manifest]) == []


@pytest.mark.parametrize("kind", sorted({doc["kind"] for doc in MANIFESTS.values()}))
def test_a_manifest_with_an_unknown_field_is_refused(kind: str, files: Files) -> None:
    doc = some(files, "operators" if kind != "Job" else "production", kind)
    place = doc.get("spec", doc)
    place["replicsa"] = 1
    assert faults(doc)


def test_a_manifest_with_a_wrong_type_is_refused(files: Files) -> None:
    topic, scaling = some(files, "operators", "KafkaTopic"), some(files, "operators", "HorizontalPodAutoscaler")
    topic["spec"]["partitions"] = scaling["spec"]["minReplicas"] = "two"
    assert faults(topic)
    assert faults(scaling)


@pytest.mark.parametrize("folder", ["base", *(f"overlays/{name}" for name in OVERLAYS)])
def test_kubectl_builds_the_same(folder: str) -> None:
    """Our small kustomize is honest: kubectl's own builds the same manifests."""
    kubectl = shutil.which("kubectl")
    if not kubectl:
        pytest.skip("kubectl is not here; install Kubernetes' kubectl to compare")
    built = subprocess.run([kubectl, "kustomize", K8S / folder], capture_output=True, text=True, check=True).stdout
    by_name = {(doc["kind"], doc["metadata"]["name"]): doc for doc in yaml.safe_load_all(built)}
    assert {(doc["kind"], doc["metadata"]["name"]): doc for doc in build(K8S / folder)} == by_name


def compose(text: str) -> dict[str, Any]:
    book = compose_spec.PyCompose.from_yaml(yaml.safe_dump(compose_book(text), sort_keys=False))
    book.validate()
    taken: dict[str, Any] = book.to_dict()
    return taken


def test_the_compose_file_is_valid() -> None:
    assert set(compose((ROOT / "docker-compose.yml").read_text())["services"]) == set(FILES.compose["services"])


@pytest.mark.parametrize(
    ("good", "bad", "why"),
    [
        ("\n    healthcheck:", "\n    healthchek:", "`healthchek`"),
        ("restart: unless-stopped", "restart: sometimes", "`sometimes`"),
        ("condition: service_healthy", "condition: service_happy", "`service_happy`"),
        ("\n  keys:", "\n  kyes:", "`keys`"),
        ("interval: 5s", "interval: soon", "`soon`"),
        ("secrets: [postgres_password]", "secrets: [nobody]", "`nobody`"),
    ],
)
def test_a_broken_compose_file_is_refused(good: str, bad: str, why: str) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert good in text
    with pytest.raises(ValueError, match=why):
        compose(text.replace(good, bad))


# --- compose, Kubernetes and the code name the same services, topics and settings ---


def test_all_agree(truth: Truth, files: Files) -> None:
    assert complaints(truth, files) == []


CODE_CHANGES: dict[str, Callable[[Truth], Truth]] = {
    "a new service": lambda t: Truth((*t.services, "search"), t.topics, t.settings),
    "a service less": lambda t: Truth(t.services[:-1], t.topics, t.settings),
    "a new topic": lambda t: Truth(t.services, (*t.topics, "search.asked"), t.settings),
    "a topic less": lambda t: Truth(t.services, t.topics[1:], t.settings),
    "a new setting": lambda t: Truth(t.services, t.topics, t.settings | {"SHIXIANG_COLOUR"}),
    "a setting less": lambda t: Truth(t.services, t.topics, t.settings - {"SHIXIANG_PORT"}),
}


@pytest.mark.parametrize("change", CODE_CHANGES)
def test_a_change_of_the_code_alone_is_noticed(change: str, truth: Truth, files: Files) -> None:
    assert set(complaints(CODE_CHANGES[change](truth), files)) - set(complaints(truth, files))


def _misroute_guides(files: Files) -> None:
    files.gateway = files.gateway.replace("guide:8003", "guide:8002")


def _lose_database(files: Files) -> None:
    files.databases = files.databases.replace("CREATE DATABASE guide", "-- CREATE DATABASE gui")


def _make_no_topic(files: Files) -> None:
    docs = files.overlays["production"]
    docs.remove(next(doc for doc in docs if doc["metadata"]["name"] == "shixiang-topics"))


FILE_CHANGES: dict[str, Callable[[Files], object]] = {
    "compose loses a service": lambda f: f.compose["services"].pop("guide"),
    "compose serves another": lambda f: f.compose["services"]["guide"].update(command=["shixiang", "serve", "review"]),
    "compose loses a setting": lambda f: f.compose["services"]["guide"]["environment"].pop("SHIXIANG_BUS_URL"),
    "compose has an unknown setting": lambda f: f.compose["services"]["review"]["environment"].update(
        SHIXIANG_BUSS="x"
    ),
    "compose makes no topics": lambda f: f.compose["services"].pop("topics"),
    "compose migrates nothing": lambda f: f.compose["services"]["migrate"].update(command=["true"]),
    "compose has no sample world": lambda f: f.compose["services"].pop("world"),
    "compose does not wait for the tables": lambda f: f.compose["services"]["review"]["depends_on"].pop("migrate"),
    "compose asks the health of another": lambda f: f.compose["services"]["notify"]["environment"].update(
        SHIXIANG_PORT="1"
    ),
    "the gateway sends guides elsewhere": _misroute_guides,
    "the gateway routes more than the ingress": lambda f: setattr(
        f, "gateway", f.gateway.replace('default          "";', "default          catalog:8001;")
    ),
    "the gateway has no front page": lambda f: setattr(f, "gateway", f.gateway.replace("~^/$ ", "~^/x$ ")),
    "a database is missing": _lose_database,
    "no topic is made": _make_no_topic,
    "Kubernetes loses a topic": lambda f: drop(f, "operators", "KafkaTopic"),
    "Kubernetes loses a database": lambda f: drop(f, "operators", "Database"),
    "Kubernetes loses a setting": lambda f: some(f, "production", "ConfigMap")["data"].pop("SHIXIANG_BUS_URL"),
    "Kubernetes has an unknown setting": lambda f: some(f, "development", "ConfigMap")["data"].update(
        SHIXIANG_BUSS="x"
    ),
    "a route is missing": lambda f: some(f, "production", "Ingress")["spec"]["rules"][0]["http"]["paths"].pop(),
    **{
        f"Kubernetes loses a {kind}": lambda f, kind=kind: drop(f, "production", kind)  # type: ignore[misc]
        for kind in ("Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Job")
    },
}


@pytest.mark.parametrize("change", FILE_CHANGES)
def test_a_change_of_one_file_alone_is_noticed(change: str, truth: Truth, files: Files) -> None:
    before = set(complaints(truth, files))
    FILE_CHANGES[change](files)
    assert set(complaints(truth, files)) - before


def _accepted(values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_code_takes_the_settings_of_kubernetes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for deployment in of_kind(FILES.overlays[name], "Deployment"):
        taken = _accepted(environment(FILES.overlays[name], deployment), monkeypatch)
        assert taken.environment == ("development" if name == "development" else "production")
        assert taken.distributed
        assert taken.database_of(component(deployment)).endswith(f":5432/{component(deployment)}")
        ports = deployment["spec"]["template"]["spec"]["containers"][0]["ports"]
        assert [port["containerPort"] for port in ports] == [taken.port]
        mounts = deployment["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
        assert str(taken.secrets_dir) in {mount["mountPath"] for mount in mounts}


def test_the_code_takes_the_settings_of_compose(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, service in serving(FILES.compose).items():
        taken = _accepted(service["environment"], monkeypatch)
        assert taken.distributed
        assert service["ports"] == [f"127.0.0.1:{taken.port}:{taken.port}"]
        assert taken.database_of(name) == f"postgresql+asyncpg://shixiang@postgres:5432/{name}"
        assert service["volumes"] == [f"keys:{taken.secrets_dir}"]
