"""Attacks the Docker proxy from inside the scheduler's container: it must give access to Airflow's own workers alone."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path
from typing import Any

from airflow_rest import out, say
from stack import Stack

API = "/v1.41"
INTRUDER = (Path(__file__).parent / "intruder.py").read_text()
COMPACTION = "commitlake/compaction:latest"
Attempt = tuple[str, str, Any]


class Intruder:
    """Sends requests from the scheduler's container."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def ask(self, *attempts: Attempt) -> list[tuple[int, str]]:
        words = ("exec", "-T", "scheduler", "python", "-c", INTRUDER, "docker-proxy")
        output = self.stack.compose(*words, standard_input=json.dumps(attempts))
        return [(status, text) for status, text in json.loads(output.splitlines()[-1])]


def query(**filters: list[str]) -> str:
    return "limit=-1&all=1&size=0&trunc_cmd=0&filters=" + urllib.parse.quote_plus(json.dumps(filters))


def on_a_container(identity: str, name: str) -> list[Attempt]:
    """Every verb on a container, and every way to write its path."""
    looks = ("json", "logs?stdout=1", "archive?path=/tmp/passwords.json", "top", "stats?stream=0", "changes", "export")
    steps = ("attach?logs=1&stream=0", "start", "stop?t=0", "kill", "restart?t=0", "wait", "pause", "unpause", "rename?name=x")
    more = ("update", "resize?h=1&w=1", "exec")
    writings = (
        f"{API}/containers/{name}/json",
        f"{API}/containers/{identity[:12]}/json",
        f"/containers/{identity}/json",
        f"/v1.12/containers/{identity}/json",
        f"{API}//containers/{identity}/json",
        f"{API}/containers/{identity}/json/",
        f"{API}/containers/{'0' * 64}/../{identity}/json",
        f"{API}/_ping/../containers/{identity}/json",
        f"{API}/containers%2F{identity}%2Fjson",
        f"{API}/containers/%{ord(identity[0]):x}{identity[1:]}/json",
        f"http://docker{API}/containers/{identity}/json",
        f"{API}/containers/{identity}/json?x={'0' * 64}",
    )
    here = f"{API}/containers/{identity}"
    return [
        *(("GET", f"{here}/{look}", None) for look in looks),
        *(("HEAD", f"{here}/{look}", None) for look in looks),
        *(("POST", f"{here}/{step}", None) for step in steps),
        *(("POST", f"{here}/{step}", {"Cmd": ["env"], "Memory": 6291456}) for step in more),
        *(("GET", writing, None) for writing in writings),
        ("PUT", f"{here}/archive?path=/tmp", "x"),
        ("DELETE", f"{here}?force=true&v=true", None),
        ("DELETE", f"{API}/containers/{name}?force=true", None),
    ]


def on_the_engine(owner: str) -> list[Attempt]:
    """Lists, events, and every object that isn't a container."""
    label = urllib.parse.quote_plus(json.dumps({"label": [owner]}))
    escaped = urllib.parse.quote_plus(f'{{"label": ["{owner}"], "\\u006cabel": []}}')
    gets = (
        "/containers/json",
        "/containers/json?all=1",
        f"/containers/json?{query(name=['postgres'])}",
        f"/containers/json?{query(label=['com.docker.compose.project'])}",
        f"/containers/json?{query(label=[owner], name=['x'])}",
        f"/containers/json?limit=-1&all=1&size=0&trunc_cmd=0&filters={escaped}",
        f"/containers/json?filters={{}}&limit=-1&all=1&size=0&trunc_cmd=0&filters={label}",
        f"/containers/json?%66ilters={{}}&limit=-1&all=1&size=0&trunc_cmd=0&filters={label}",
        "/events?since=0&until=1",
        "/info",
        "/system/df",
        "/images/haproxy/json",
        "/images/get?names=commitlake/airflow",
        "/images/commitlake/airflow:latest/history",
        "/volumes",
        "/networks",
        "/secrets",
        "/plugins",
        f"/distribution/{'x'}/json",
    )
    posts = ("/images/create?fromImage=x", "/build", "/commit?container=x", "/session", "/grpc", "/containers/prune")
    return [
        *(("GET", API + path, None) for path in gets),
        *(("POST", API + path, None) for path in (*posts, "/volumes/create", "/networks/create", "/auth", "/swarm/init")),
        ("DELETE", f"{API}/images/commitlake/worker:latest", None),
        ("DELETE", f"{API}/images/{COMPACTION}", None),
    ]


def on_creation(image: str, network: str, secrets: str) -> list[Attempt]:
    """Creations of containers with more rights than a worker's."""
    host = {"NetworkMode": network, "ReadonlyRootfs": True}
    plain = {"Image": image, "HostConfig": host}
    mount = {"Type": "bind", "Source": secrets, "Target": "/secrets", "ReadOnly": True}
    hosts: list[dict[str, Any]] = [
        {"Binds": ["/:/host"]},
        {"Privileged": True},
        {"NetworkMode": "host"},
        {"NetworkMode": "container:postgres"},
        {"PidMode": "host"},
        {"IpcMode": "host"},
        {"UsernsMode": "host"},
        {"CapAdd": ["SYS_ADMIN"]},
        {"CapDrop": ["CHOWN"]},
        {"SecurityOpt": ["seccomp=unconfined"]},
        {"Devices": [{"PathOnHost": "/dev/kmsg", "PathInContainer": "/dev/kmsg", "CgroupPermissions": "rwm"}]},
        {"VolumesFrom": ["postgres"]},
        {"PortBindings": {"80/tcp": [{"HostPort": "80"}]}},
        {"RestartPolicy": {"Name": "always"}},
        {"Runtime": "other"},
        {"LogConfig": {"Type": "syslog", "Config": {"syslog-address": "udp://10.0.0.1:514"}}},
        {"CgroupParent": "/"},
        {"ExtraHosts": ["store:10.0.0.1"]},
        {"Tmpfs": {"/x": "exec"}},
        {"privileged": True},
        {"Mounts": [mount | {"Source": "/"}]},
        {"Mounts": [mount | {"Source": secrets + "/.."}]},
        {"Mounts": [mount | {"Target": "/etc"}]},
        {"Mounts": [mount | {"ReadOnly": False}]},
        {"Mounts": [mount | {"BindOptions": {"Propagation": "rshared"}}]},
        {"Mounts": [{"Type": "volume", "Source": "postgres", "Target": "/cache"}]},
    ]
    tops: list[dict[str, Any]] = [
        {"Image": "commitlake/airflow:latest"},
        {"Image": ""},
        {"Image": None},
        {"image": "commitlake/airflow:latest"},
        {"hostconfig": {"Privileged": True}},
        {"User": "0"},
        {"Entrypoint": ["sh"]},
        {"Volumes": {"/x": {}}},
        {"Labels": {"io.commitlake.network": "another"}, "labels": {}},
        {"Labels": {"com.docker.compose.project": network}},
        {"NetworkingConfig": {"EndpointsConfig": {network: {"Aliases": ["store"]}}}},
        {"Hostname": "store"},
        {"Healthcheck": {"Test": ["CMD", "x"]}},
    ]
    text = json.dumps(plain)
    raw = [
        text[:-1] + ', "\\u0048ostConfig": {"Privileged": true}}',
        text[:-1] + f', "HostConfig": {json.dumps(host | {"Privileged": True})}}}',
        f'{{"HostConfig": {json.dumps(host | {"Binds": ["/:/host"]})}, {text[1:]}',
        text[:-1] + ', "Labels": {"io.commitlake.\\u006eetwork": "another"}}',
        text + '{"HostConfig": {"Privileged": true}}',
        text[:-1] + f', "Cmd": ["{"x" * 1_100_000}"], "HostConfig": {{"Privileged": true}}}}',
    ]
    create = f"{API}/containers/create"
    return [
        *(
            ("POST", create, plain | {"HostConfig": host | more, "Image": name})
            for more in hosts
            for name in (image, COMPACTION)
        ),
        *(("POST", create, plain | more) for more in tops),
        *(("POST", create, body) for body in raw),
        ("POST", f"{create}?name=store", plain),
        ("POST", "/v1.12/containers/create", plain),
        ("POST", "/containers/create", plain),
    ]


def smuggled(victim: str, own: str) -> list[Attempt]:
    """Requests hidden in requests: if the proxy or the engine reads the hidden one, it removes a foreign container."""
    remove = f"DELETE {API}/containers/{victim}?force=true HTTP/1.1\r\nHost: x\r\n\r\n"
    wait = f"POST {API}/containers/{own}/wait HTTP/1.1\r\nHost: x\r\n"
    attach = f"POST {API}/containers/{own}/attach?stream=1 HTTP/1.1\r\nHost: x\r\n"
    ping = "GET /_ping HTTP/1.1\r\nHost: x\r\n"
    length = len(remove)
    return [
        ("", "", [f"{ping}Content-Length: {length}\r\n\r\n{remove}"]),
        ("", "", [f"{ping}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{remove}"]),
        ("", "", [f"{ping}Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{remove}"]),
        ("", "", [f"{ping}Transfer-Encoding: xchunked\r\nContent-Length: {length}\r\n\r\n{remove}"]),
        ("", "", [f"{ping}Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n{remove}"]),
        ("", "", [f"{wait}Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: {length}\r\n\r\n{remove}"]),
        ("", "", [f"{attach}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n{remove}"]),
        ("", "", [f"{ping}X: y\r\n\r\n{remove}"]),
    ]


def only_its_own_workers(stack: Stack) -> None:
    """The proxy refuses every attack, and allows all that a task needs."""
    network = stack.environment["COMMITLAKE_DOCKER_NETWORK"]
    owner, image = f"io.commitlake.network={network}", "commitlake/worker:latest"
    intruder = Intruder(stack)
    # A container like a worker of the stack, but without the label that only the proxy sets.
    like = ("--network", network, "--label", "io.commitlake.task=extract", "-v", f"{network}_victim:/kept")
    victim = out("docker", "run", "-d", *like, "commitlake/sandbox:latest", "--histories=/kept", "--quiet").strip()
    try:
        plain = {"Image": image, "Cmd": ["--version"], "HostConfig": {"NetworkMode": network, "ReadonlyRootfs": True}}
        ((status, text),) = intruder.ask(("POST", f"{API}/containers/create", plain))
        assert status == 201, text
        own = str(json.loads(text)["Id"])
        before = out("docker", "ps", "-aq", "--no-trunc").split()
        name = out("docker", "inspect", "-f", "{{.Name}}", victim).strip().strip("/")
        services = {service: stack.container(service) for service in ("postgres", "api-server", "store")}
        attempts = [
            *on_a_container(victim, name),
            *(attempt for service, found in services.items() for attempt in on_a_container(found, service)),
            *on_the_engine(owner),
            *on_creation(image, network, stack.environment["COMMITLAKE_SECRETS_FOLDER"]),
            ("POST", f"/v1.23/containers/{own}/start", {"Privileged": True, "Binds": ["/:/host"]}),
            ("POST", f"{API}/containers/{own}/start", {"Privileged": True, "Binds": ["/:/host"]}),
            ("POST", f"{API}/containers/{own}/exec", {"Cmd": ["env"]}),
        ]
        answers = intruder.ask(*attempts)
        passed = [(*asked, status) for asked, (status, _) in zip(attempts, answers, strict=True) if status < 400]
        assert not passed, passed
        bodies = " ".join(text for _, text in answers)
        assert not any(word in bodies for word in (stack.postgres, stack.password, stack.key)), "the proxy revealed a secret"
        hidden = intruder.ask(*smuggled(victim, own))
        after = out("docker", "ps", "-aq", "--no-trunc").split()
        assert sorted(after) == sorted(before), "a container was created or removed"
        assert running(victim, *services.values()), "a container was stopped"
        say(f"the Docker proxy refused {len(attempts)} attacks and {len(hidden)} hidden requests")
        worker_as_usual(intruder, own, owner, image)
    finally:
        out("docker", "rm", "-fv", victim)
        out("docker", "volume", "rm", f"{network}_victim")


def running(*containers: str) -> bool:
    states = out("docker", "inspect", "-f", "{{.State.Running}} {{.State.Paused}} {{.RestartCount}}", *containers)
    return set(states.splitlines()) == {"true false 0"}


def worker_as_usual(intruder: Intruder, own: str, owner: str, image: str) -> None:
    """Airflow's use of its own container: it sees that container, and no image but those of workers."""
    here = f"{API}/containers/{own}"
    answers = intruder.ask(
        ("GET", f"{API}/version", None),
        ("GET", f"{API}/images/json?all=1", None),
        ("GET", f"{API}/containers/json?{query(label=[owner])}", None),
        ("POST", f"{here}/start", None),
        ("POST", f"{here}/wait", None),
        ("GET", f"{here}/logs?stdout=1&stderr=1", None),
        ("GET", f"{here}/json", None),
        ("DELETE", f"{here}?v=true&force=true", None),
        ("GET", f"{here}/json", None),
    )
    assert [status for status, _ in answers] == [200, 200, 200, 204, 200, 200, 200, 204, 404], answers
    images = {tag for found in json.loads(answers[1][1]) for tag in found["RepoTags"]}
    assert images == {image, COMPACTION}, images
    assert own in answers[2][1]
    label, value = owner.split("=")
    assert all(found["Labels"][label] == value for found in json.loads(answers[2][1]))
    assert "commitlake" in answers[5][1], answers[5]
    said = json.loads(answers[6][1])
    assert said["HostConfig"]["CapDrop"] == ["ALL"], said["HostConfig"]
    say("the Docker proxy allows a task's requests: version, image, list, start, wait, logs, inspect, remove")
