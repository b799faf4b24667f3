"""What runs, runs with little power, stops for nobody and holds no secret."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from shared.hosting.bodies import BODY, SHEET
from shared.settings import Settings
from tests.house.deployment import OVERLAYS, ROOT, of_kind, read
from tests.house.kustomize import Doc, pod

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


def ways_out(docs: list[Doc], labels: dict[str, str]) -> set[tuple[str, int, str]]:
    """Where a pod with these labels may go: whither, port, protocol."""
    found = set()
    for doc in of_kind(docs, "NetworkPolicy"):
        mine = doc["spec"]["podSelector"].get("matchLabels", {}).items() <= labels.items()
        for way in doc["spec"].get("egress", []) if mine and "Egress" in doc["spec"]["policyTypes"] else []:
            found |= {(json.dumps(to), port["port"], port["protocol"]) for to in way["to"] for port in way["ports"]}
    return found


SERVERS = json.dumps({"namespaceSelector": {"matchLabels": {"shixiang.cn/servers": "true"}}})
BLOCKS = [json.dumps({"ipBlock": {"cidr": cidr}}) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
PODS = {
    5432: json.dumps({"podSelector": {"matchLabels": {"cnpg.io/cluster": "shixiang-postgres"}}}),
    9092: json.dumps({"podSelector": {"matchLabels": {"strimzi.io/cluster": "shixiang-kafka"}}}),
}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_every_pod_finds_names_the_database_and_the_bus(workload: str) -> None:
    name = workload.split("-", maxsplit=1)[0]
    docs = FILES.overlays[name]
    ways = ways_out(docs, WORKLOADS[workload]["metadata"]["labels"])
    names = json.dumps({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}})
    assert {(names, 53, "UDP"), (names, 53, "TCP")} <= ways
    for port in (5432, 9092):
        reached = {to for to, at, protocol in ways if (at, protocol) == (port, "TCP")}
        beside = {json.dumps({"podSelector": {}})} if name == "development" else set()
        assert reached == ({PODS[port]} if name == "operators" else {SERVERS, *BLOCKS} | beside)
    assert {(to, 443, "TCP") for to in (SERVERS, *BLOCKS)} <= ways, "the issuer's keys"


def test_the_pods_that_are_named_are_those_of_the_operators() -> None:
    docs = FILES.overlays["operators"]
    (cluster,), (kafka,) = of_kind(docs, "Cluster"), of_kind(docs, "Kafka")
    assert json.loads(PODS[5432])["podSelector"]["matchLabels"]["cnpg.io/cluster"] == cluster["metadata"]["name"]
    assert json.loads(PODS[9092])["podSelector"]["matchLabels"]["strimzi.io/cluster"] == kafka["metadata"]["name"]


def test_live_events_pass_the_gateways_as_they_happen() -> None:
    location = re.search(r"location / \{(.+?)\n {8}\}", (ROOT / "deploy/gateway/nginx.conf").read_text(), re.DOTALL)
    assert location
    assert "proxy_buffering off;" in location[1]
    assert "proxy_read_timeout 1h;" in location[1]
    for name in OVERLAYS:
        notes = of_kind(FILES.overlays[name], "Ingress")[0]["metadata"]["annotations"]
        assert notes["nginx.ingress.kubernetes.io/proxy-buffering"] == "off"
        assert notes["nginx.ingress.kubernetes.io/proxy-read-timeout"] == "3600"


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_secret_that_a_manifest_names_is_made_in_the_operations_guide(name: str) -> None:
    told = (ROOT / "docs/operations.md").read_text()
    made = set(re.findall(r"create secret (?:generic|tls) (\S+)", told))
    assert set(re.findall(r'"secretName": "([^"]+)"', json.dumps(FILES.overlays[name]))) <= made
    assert "shixiang-tls" in made


def test_the_sample_world_is_a_step_of_development_only() -> None:
    for name in OVERLAYS:
        jobs = [
            template["spec"]["containers"][0]["args"] for key, template in WORKLOADS.items() if key.startswith(name)
        ]
        assert (["world", "load"] in jobs) == (name == "development")
    assert FILES.compose["services"]["world"]["profiles"] == ["sample"]


def test_all_pods_at_once_find_a_connection() -> None:
    """A pod has a pool for writing, one for reading and the relay's connection; an upgrade adds a pod per service."""
    docs = FILES.overlays["operators"]
    pool = int(of_kind(docs, "ConfigMap")[0]["data"]["SHIXIANG_DATABASE_POOL"])
    pods = sum(doc["spec"]["maxReplicas"] + 1 for doc in of_kind(docs, "HorizontalPodAutoscaler"))
    reserved_for_people = 10
    room = int(of_kind(docs, "Cluster")[0]["spec"]["postgresql"]["parameters"]["max_connections"])
    assert (2 * pool + 1) * pods + reserved_for_people <= room
    told = (ROOT / "docs/operations.md").read_text()
    assert "2 × `SHIXIANG_DATABASE_POOL` + 1 connections" in told
    assert f"{pods} pods × {2 * pool + 1} = {pods * (2 * pool + 1)} of {room}" in told


def test_the_gateway_leaves_it_to_the_services_to_refuse_a_large_body() -> None:
    limit = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy/gateway/nginx.conf").read_text())
    assert limit
    largest = Settings().load_limit
    assert max(SHEET, BODY) < largest * 1024 * 1024
    assert largest < int(limit[1]) <= 1.25 * largest
    for name in OVERLAYS:
        notes = of_kind(FILES.overlays[name], "Ingress")[0]["metadata"]["annotations"]
        assert notes["nginx.ingress.kubernetes.io/proxy-body-size"] == f"{limit[1]}m"


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
