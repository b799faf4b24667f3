"""A small kustomize: builds what deploy/k8s uses of it and refuses the rest; compared with kubectl where that is there."""

import copy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

Doc = dict[str, Any]
KNOWN = {"apiVersion", "kind", "resources", "namespace", "nameSuffix", "labels", "images", "patches"}
CLUSTER_WIDE = {"Namespace"}
POD = {
    "Deployment": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}


def build(folder: Path) -> list[Doc]:
    """The manifests of a kustomization, its resources' kustomizations included."""
    book = yaml.safe_load((folder / "kustomization.yaml").read_text())
    if unknown := set(book) - KNOWN:
        raise NotImplementedError(f"{folder}: this small kustomize knows no {sorted(unknown)}")
    docs = [doc for name in book["resources"] for doc in _read(folder / name)]
    for patch in book.get("patches", []):
        docs = _patched(docs, patch, folder)
    for doc in docs:
        if "namespace" in book and doc["kind"] not in CLUSTER_WIDE:
            doc["metadata"]["namespace"] = book["namespace"]
    _suffix(docs, book.get("nameSuffix", ""))
    for doc in docs:
        for label in book.get("labels", []):
            _label(doc, label)
        _retag(doc, book.get("images", []))
    return docs


def _read(path: Path) -> list[Doc]:
    return build(path) if path.is_dir() else [doc for doc in yaml.safe_load_all(path.read_text()) if doc]


def pod(doc: Doc) -> Doc | None:
    """The pod template of a workload."""
    return None if doc["kind"] not in POD else _at(doc, POD[doc["kind"]])


def _at(doc: Doc, path: Iterable[str]) -> Doc:
    place = doc
    for step in path:
        place = place.setdefault(step, {})
    return place


def _patched(docs: list[Doc], patch: Doc, folder: Path) -> list[Doc]:
    if "path" in patch:
        return _merged(docs, yaml.safe_load((folder / patch["path"]).read_text()))
    if set(patch["target"]) != {"kind"}:
        raise NotImplementedError("a patch names its target by kind only")
    found = [doc for doc in docs if doc["kind"] == patch["target"]["kind"]]
    if not found:
        raise ValueError(f"a patch finds no {patch['target']['kind']}")
    for doc in found:
        for step in yaml.safe_load(patch["patch"]):
            _json_patch(doc, step)
    return docs


def _merged(docs: list[Doc], change: Doc) -> list[Doc]:
    same = [d for d in docs if (d["kind"], d["metadata"]["name"]) == (change["kind"], change["metadata"]["name"])]
    if len(same) != 1:
        raise ValueError(f"a patch names {change['kind']} {change['metadata']['name']}, found {len(same)}")
    if change.get("$patch") == "delete":
        return [doc for doc in docs if doc is not same[0]]
    _merge(same[0], change)
    return docs


def _merge(into: Doc, change: Doc) -> None:
    for key, value in change.items():
        if isinstance(value, list) or value is None:
            raise NotImplementedError("a merge changes maps and plain values only")
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


def _json_patch(doc: Doc, step: Doc) -> None:
    *way, last = step["path"].strip("/").split("/")
    place: Any = doc
    for part in way:
        place = place[int(part)] if isinstance(place, list) else place[part]
    match step["op"], place:
        case "add", list() if last == "-":
            place.append(copy.deepcopy(step["value"]))
        case "replace", dict() if last in place:
            place[last] = copy.deepcopy(step["value"])
        case "remove", dict() if last in place:
            del place[last]
        case _:
            raise NotImplementedError(f"{step['op']} {step['path']} on {doc['kind']} {doc['metadata']['name']}")


def _suffix(docs: list[Doc], suffix: str) -> None:
    names = {(doc["kind"], doc["metadata"]["name"]) for doc in docs}
    for doc in docs:
        doc["metadata"]["name"] += suffix
        template = pod(doc)
        if template and ("ServiceAccount", template["spec"].get("serviceAccountName")) in names:
            template["spec"]["serviceAccountName"] += suffix
        scaled = doc["spec"]["scaleTargetRef"] if doc["kind"] == "HorizontalPodAutoscaler" else None
        if scaled and (scaled["kind"], scaled["name"]) in names:
            scaled["name"] += suffix


def _label(doc: Doc, label: Doc) -> None:
    pairs = label["pairs"]
    _at(doc, ("metadata", "labels")).update(pairs)
    whole = label.get("includeSelectors", False)
    template = pod(doc)
    if template and (whole or label.get("includeTemplates")):
        _at(template, ("metadata", "labels")).update(pairs)
        if doc["kind"] == "CronJob":
            _at(doc, ("spec", "jobTemplate", "metadata", "labels")).update(pairs)
    for selector in _selectors(doc) if whole else ():
        selector.update(pairs)


def _selectors(doc: Doc) -> Iterator[Doc]:
    if doc["kind"] == "Service":
        yield _at(doc, ("spec", "selector"))
    if doc["kind"] in {"Deployment", "PodDisruptionBudget"}:
        yield _at(doc, ("spec", "selector", "matchLabels"))
    if doc["kind"] == "Deployment":
        for spread in doc["spec"]["template"]["spec"].get("topologySpreadConstraints", []):
            yield spread["labelSelector"]["matchLabels"]
    if doc["kind"] == "NetworkPolicy":
        raise NotImplementedError("network policies stand where no selector is changed")


def _retag(doc: Doc, images: list[Doc]) -> None:
    template = pod(doc)
    for container in template["spec"]["containers"] if template else ():
        for image in images:
            if container["image"].partition(":")[0] == image["name"]:
                container["image"] = f"{image['name']}:{image['newTag']}"
