"""Reads the compose file and the manifests, and says where they differ from the code."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.house.kustomize import Doc, build, pod

ROOT = Path(__file__).parents[2]
K8S = ROOT / "deploy" / "k8s"
OVERLAYS = ("development", "production", "operators")
COMPONENT = "app.kubernetes.io/component"
PREFIX = "SHIXIANG_"
PER_SERVICE = ("Deployment", "Service", "ServiceAccount", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Job")


@dataclass(frozen=True)
class Truth:
    """What the code says there is."""

    services: tuple[str, ...]
    topics: tuple[str, ...]
    settings: frozenset[str]


@dataclass
class Files:
    """Everything in the repository that names services, topics or settings for a deployment."""

    compose: Doc
    databases: str
    gateway: str
    overlays: dict[str, list[Doc]]


def read() -> Files:
    """The files as they stand."""
    return Files(
        compose_book((ROOT / "docker-compose.yml").read_text()),
        (ROOT / "deploy/postgres/databases.sql").read_text(),
        (ROOT / "deploy/gateway/nginx.conf").read_text(),
        {name: build(K8S / "overlays" / name) for name in OVERLAYS},
    )


def compose_book(text: str) -> Doc:
    """A compose file as Compose reads it where no variable is set: every ${NAME:-default} is its default."""
    book: Doc = _interpolated(yaml.safe_load(text))
    return book


def _interpolated(value: Any) -> Any:
    match value:
        case dict():
            return {key: _interpolated(one) for key, one in value.items()}
        case list():
            return [_interpolated(one) for one in value]
        case str():
            return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
        case _:
            return value


def complaints(truth: Truth, files: Files) -> list[str]:
    """Every difference between the code and the files; empty when they agree."""
    found = [*_of_compose(truth, files), *_of_gateway(truth, files)]
    for name, docs in files.overlays.items():
        found += [f"{name}: {what}" for what in [*_of_services(truth, docs), *_of_settings(truth, docs)]]
        found += [f"{name}: {what}" for what in _of_topics(truth, docs)]
    return found


def _differs(what: str, expected: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    wanted, there = sorted(expected), sorted(found)
    if wanted != there:
        yield f"{what}: the code says {wanted}, here stands {there}"


def serving(compose: Doc) -> dict[str, Doc]:
    """The compose services that serve one of ours, by the name they are told to serve."""
    commands = {name: (one.get("command") or []) for name, one in compose["services"].items()}
    return {c[2]: compose["services"][name] for name, c in commands.items() if c[:2] == ["shixiang", "serve"]}


def _of_compose(truth: Truth, files: Files) -> Iterator[str]:
    ours = serving(files.compose)
    yield from _differs("compose services", truth.services, ours)
    yield from _differs(
        "compose names", truth.services, (n for n, s in files.compose["services"].items() if s in ours.values())
    )
    yield from _differs("compose gateway waits for", truth.services, files.compose["services"]["gateway"]["depends_on"])
    yield from _differs(
        "databases.sql", truth.services, re.findall(r"CREATE DATABASE (\w+) OWNER shixiang;", files.databases)
    )
    commands = [one.get("command") for one in files.compose["services"].values()]
    for job in ("migrate", "topics", "world load"):
        if ["shixiang", *job.split()] not in commands:
            yield f"compose has no one-shot `shixiang {job}`"
    for name, one in ours.items():
        yield from _differs(f"compose settings of {name}", truth.settings, _settings(one["environment"]))
        yield from _differs(f"compose {name} waits for", ("migrate", "topics"), one["depends_on"])
        if f":{one['environment']['SHIXIANG_PORT']}/healthz/ready" not in " ".join(one["healthcheck"]["test"]):
            yield f"compose {name}: the health check does not ask for /healthz/ready at its port"


def _of_gateway(truth: Truth, files: Files) -> Iterator[str]:
    """The gateway routes the ingress's list, each service at the port that the compose file gives it, and no more."""
    routes = dict(re.findall(r"^\s+(\S+)\s+(\w+:\d+|\"\");$", files.gateway, re.MULTILINE))
    ports = {name: one["environment"]["SHIXIANG_PORT"] for name, one in serving(files.compose).items()}
    wanted = {"default": '""'}
    for path in ingress_paths(files.overlays["production"]):
        name = path["backend"]["service"]["name"].removeprefix("shixiang-")
        end = {"Prefix": "(/|$)", "Exact": "$"}[path["pathType"]]
        wanted[f"~^{path['path']}{end}"] = f"{name}:{ports.get(name, '?')}"
    yield from _differs(
        "gateway routes", (f"{k} {v}" for k, v in wanted.items()), (f"{k} {v}" for k, v in routes.items())
    )
    yield from _differs("gateway services", truth.services, {to.partition(":")[0] for to in routes.values()} - {'""'})


def ingress_paths(docs: list[Doc]) -> list[Doc]:
    """What the ingress routes."""
    return [path for rule in of_kind(docs, "Ingress")[0]["spec"]["rules"] for path in rule["http"]["paths"]]


def _settings(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith(PREFIX)}


def of_kind(docs: list[Doc], kind: str) -> list[Doc]:
    """The manifests of a kind."""
    return [doc for doc in docs if doc["kind"] == kind]


def component(doc: Doc) -> str:
    """The service a manifest belongs to; empty for what is common."""
    return str(doc["metadata"].get("labels", {}).get(COMPONENT, ""))


def _of_services(truth: Truth, docs: list[Doc]) -> Iterator[str]:
    for kind in PER_SERVICE:
        mine = [component(doc) for doc in of_kind(docs, kind) if component(doc)]
        yield from _differs(kind, truth.services, mine)
    for doc in of_kind(docs, "Deployment"):
        yield from _differs("what a Deployment serves", [component(doc)], [_served(doc)])
    targets = (f"{path['path']} {path['backend']['service']['name']}" for path in ingress_paths(docs))
    wanted = [f"/{name} shixiang-{name}" for name in truth.services]
    wanted += [f"{path} shixiang-{truth.services[0]}" for path in ("/", "/assets")]
    yield from _differs("Ingress", wanted, targets)
    if databases := of_kind(docs, "Database"):
        yield from _differs("Database", truth.services, (doc["spec"]["name"] for doc in databases))


def _served(doc: Doc) -> str:
    """The service that a pod is told to serve: its argument names a variable, the variable a label."""
    template: Doc = pod(doc) or {}
    container = template["spec"]["containers"][0]
    variables = {
        one["name"]: one.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath", "") for one in container["env"]
    }
    field = variables.get("SERVICE", "") if container["args"] == ["serve", "$(SERVICE)"] else ""
    return str(template["metadata"]["labels"].get(COMPONENT, "")) if field == f"metadata.labels['{COMPONENT}']" else ""


def environment(docs: list[Doc], deployment: Doc) -> dict[str, str]:
    """The variables of a Deployment's container; a secret's value is empty here."""
    maps: dict[str, dict[str, str]] = {doc["metadata"]["name"]: doc["data"] for doc in of_kind(docs, "ConfigMap")}
    container: dict[str, Any] = deployment["spec"]["template"]["spec"]["containers"][0]
    values: dict[str, str] = {}
    for source in container["envFrom"]:
        values |= maps.get(source["configMapRef"]["name"], {})
    return values | {one["name"]: one.get("value", "") for one in container["env"]}


def _of_settings(truth: Truth, docs: list[Doc]) -> Iterator[str]:
    """Every setting reaches some service, and no service gets one that the code does not know."""
    given = {name for doc in of_kind(docs, "Deployment") for name in _settings(environment(docs, doc))}
    yield from _differs("settings", truth.settings, given)


def _of_topics(truth: Truth, docs: list[Doc]) -> Iterator[str]:
    """The topics are made by Strimzi, one by one, or by the code's own command; never by both."""
    by_code = [doc for doc in of_kind(docs, "Job") if (pod(doc) or {})["spec"]["containers"][0]["args"] == ["topics"]]
    by_strimzi = [doc["spec"].get("topicName", doc["metadata"]["name"]) for doc in of_kind(docs, "KafkaTopic")]
    if by_strimzi or not by_code:
        yield from _differs("KafkaTopic", truth.topics, by_strimzi)
    if by_strimzi and by_code:
        yield "the topics are made twice"
