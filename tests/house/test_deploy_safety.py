"""What runs, runs with little power, stops for nobody and holds no secret."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from shared.hosting.bodies import BODY, SHEET
from tests.house.deployment import OVERLAYS, ROOT, of_kind, read
from tests.house.kustomize import pod

FILES = read()
WORKLOADS = {
    f"{name}-{doc['metadata']['name']}": template
    for name, docs in FILES.overlays.items()
    for doc in docs
    if (template := pod(doc))
}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_pod_has_no_power_it_does_not_need(workload: str) -> None:
    template = WORKLOADS[workload]
    spec, container = template["spec"], template["spec"]["containers"][0]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]
    assert re.fullmatch(r"shixiang:(?!latest)\S+", container["image"])
    written = {mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")}
    assert written == {"/tmp"}  # noqa: S108 - the only place that a pod may write


@pytest.mark.parametrize("name", OVERLAYS)
def test_a_rolling_upgrade_takes_no_service_away(name: str) -> None:
    docs = FILES.overlays[name]
    for doc in of_kind(docs, "Deployment"):
        assert doc["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
        assert "replicas" not in doc["spec"], "the autoscaler owns the number"
        container = doc["spec"]["template"]["spec"]["containers"][0]
        probes = {key: container[f"{key}Probe"]["httpGet"]["path"] for key in ("startup", "liveness", "readiness")}
        assert probes == {"startup": "/healthz/live", "liveness": "/healthz/live", "readiness": "/healthz/ready"}
        assert (
            doc["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
            > container["lifecycle"]["preStop"]["sleep"]["seconds"]
        )
    least = {
        doc["spec"]["scaleTargetRef"]["name"]: doc["spec"]["minReplicas"]
        for doc in of_kind(docs, "HorizontalPodAutoscaler")
    }
    assert least.keys() == {doc["metadata"]["name"] for doc in of_kind(docs, "Deployment")}
    assert all(number == 1 if name == "development" else number >= 2 for number in least.values())


@pytest.mark.parametrize("name", OVERLAYS)
def test_selectors_find_their_pods_and_no_other(name: str) -> None:
    docs = FILES.overlays[name]
    labels = {
        doc["metadata"]["name"]: doc["spec"]["template"]["metadata"]["labels"] for doc in of_kind(docs, "Deployment")
    }

    def found(selector: dict[str, str]) -> list[str]:
        return [name for name, has in labels.items() if selector.items() <= has.items()]

    for doc in of_kind(docs, "Service"):
        assert found(doc["spec"]["selector"]) == [doc["metadata"]["name"]]
    for doc in of_kind(docs, "Deployment") + of_kind(docs, "PodDisruptionBudget"):
        assert found(doc["spec"]["selector"]["matchLabels"]) == [doc["metadata"]["name"]]


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_network_is_closed_but_for_what_is_said(name: str) -> None:
    docs = FILES.overlays[name]
    policies = {doc["metadata"]["name"]: doc["spec"] for doc in of_kind(docs, "NetworkPolicy")}
    everything = policies["shixiang-deny"]["podSelector"]["matchLabels"].items()
    assert set(policies["shixiang-deny"]) == {"podSelector", "policyTypes"}
    assert policies["shixiang-deny"]["policyTypes"] == ["Ingress", "Egress"]
    pods = [template["metadata"]["labels"] for doc in docs if (template := pod(doc))]
    assert all(everything <= labels.items() for labels in pods)
    to_the_world = [
        policy["podSelector"]["matchLabels"]
        for policy in policies.values()
        if any(to.get("ipBlock", {}).get("cidr") == "0.0.0.0/0" for way in policy.get("egress", []) for to in way["to"])
    ]
    assert to_the_world == [{"app.kubernetes.io/component": "notify"}]


def test_all_pods_at_once_find_a_connection() -> None:
    """A pod has a pool for writing, one for reading and the relay's connection; an upgrade adds a pod per service."""
    docs = FILES.overlays["operators"]
    pool = int(of_kind(docs, "ConfigMap")[0]["data"]["SHIXIANG_DATABASE_POOL"])
    pods = sum(doc["spec"]["maxReplicas"] + 1 for doc in of_kind(docs, "HorizontalPodAutoscaler"))
    reserved_for_people = 10
    room = int(of_kind(docs, "Cluster")[0]["spec"]["postgresql"]["parameters"]["max_connections"])
    assert (2 * pool + 1) * pods + reserved_for_people <= room


def test_the_gateway_leaves_it_to_the_services_to_refuse_a_large_body() -> None:
    limit = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy/gateway/nginx.conf").read_text())
    assert limit
    assert int(limit[1]) * 1024 * 1024 > max(SHEET, BODY)


@pytest.mark.parametrize("name", OVERLAYS)
def test_no_secret_stands_in_a_file(name: str) -> None:
    text = yaml.safe_dump_all(FILES.overlays[name])
    assert not of_kind(FILES.overlays[name], "Secret")
    assert "SHIXIANG_SMTP_URL" not in of_kind(FILES.overlays[name], "ConfigMap")[0]["data"]
    assert not re.search(r"://[^/\s:@]+:[^/\s@]+@", text), "a URL with a password"
    assert "PASSWORD" not in "".join(of_kind(FILES.overlays[name], "ConfigMap")[0]["data"])


def test_the_command_of_the_image_reads_passwords_from_files(tmp_path: Path) -> None:
    """`python` is replaced by a program that prints what it was given."""
    (tmp_path / "python").write_text('#!/bin/sh\necho "$PGPASSWORD|${PGPASSWORD_FILE:-}|$*"\n')
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "password").write_text("made up\n")
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PGPASSWORD_FILE": str(tmp_path / "password")}
    command = ["sh", str(ROOT / "deploy/image/shixiang"), "serve", "catalog"]
    said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    assert said == "made up||-m services serve catalog\n"


def test_the_image_copies_what_is_there_and_runs_as_nobody() -> None:
    steps = (ROOT / "Dockerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (?!--)(.+) \S+$", steps, re.MULTILINE) for name in line.split()]
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert copied
    assert all((ROOT / name).exists() and any(name.startswith(way) for way in let_in) for name in copied)
    assert re.findall(r"^USER (.+)$", steps, re.MULTILINE) == ["10001:10001"]
    assert 'CMD ["shixiang", "serve"]' in steps
