#!/usr/bin/env python3
"""An emulated AWS for the end-to-end suite: ministack, and what it lacks.

The additions are this project's own model of AWS, written from its documentation:

* CloudFormation's AWS::Events::Connection and AWS::Events::ApiDestination,
* a rule that gets another bus is replaced; what a nested stack no longer needs stays until
  all stacks are updated; of resources that don't wait for each other, accounts whose number
  begins with 9 change the last by name first, and all others the first,
* an InputPath that finds nothing, or null, delivers {},
* a target's RetryPolicy and DeadLetterConfig, with the attributes of a dead letter,
* the role of a target must trust events.amazonaws.com and allow
  events:InvokeApiDestination on the destination, events:PutEvents on the bus, or
  states:StartExecution on the state machine,
* an event that came from another bus is not handed on to a third,
* the policy of a queue must let events.amazonaws.com send for the rule,
* state machines: machines.py, their tasks: tasks.py and httptask.py, who may do what:
  policies.py; what watches and keeps the calls: watching.py.

Environment: that of ministack (BIND_HOST, GATEWAY_PORT), and
* RETRY_SECONDS, the time between two attempts (default 0.2; AWS backs off exponentially),
* NODE_PATH, where Node finds jsonata,
* CHANGE_SECONDS, how long CloudFormation takes to update or delete a resource, or to create
  one during an update (default 0), while events go on.
"""

import contextvars
import json
import os
import threading
import time
import uuid

# Started by hand it listens on this machine only, as e2e/run has it: it asks nobody for a password.
os.environ.setdefault("BIND_HOST", "127.0.0.1")

import ministack.services.cloudformation as cloudformation
import ministack.services.cloudformation.changesets as changesets
import ministack.services.cloudformation.engine as engine
import ministack.services.cloudformation.handlers as handlers
import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.cloudformation.stacks as stacks
import ministack.services.eventbridge as eventbridge
import ministack.services.sqs as sqs
import ministack.services.stepfunctions as stepfunctions
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_account_id, get_region

import machines
import watching  # noqa: F401 - it teaches CloudFormation alarms, archives and the like
from failure import compact
from policies import EVENTS, changing, queue_refuses, role_refuses

RETRY_SECONDS = float(os.environ.get("RETRY_SECONDS", "0.2"))
CHANGE_SECONDS = float(os.environ.get("CHANGE_SECONDS", "0"))
MOST_SECONDS = 30  # that a change waits for what has begun

# ---------------------------------------------------------------- CloudFormation


def answer(response, what):
    """The body of an answer of ministack's EventBridge; an error fails the resource."""
    status, _, body = response
    text = body.decode() if isinstance(body, bytes) else body
    if status >= 400:
        raise ValueError(f"{what}: {text}")
    return json.loads(text or "{}")


def register(kind, create, update, delete, attributes, prepare=lambda properties: properties):
    """Teaches CloudFormation a resource type whose Ref is its name."""

    def name_of(logical_id, properties, stack):
        return properties.get("Name") or provisioners._physical_name(stack, logical_id, max_len=64)

    def on_create(logical_id, properties, stack):
        name = name_of(logical_id, properties, stack)
        answer(create(prepare({**properties, "Name": name})), f"{kind} {logical_id}")
        return name, attributes(name)

    def on_delete(name, properties):
        response = delete({"Name": name})
        if b"NotFound" not in str(response[2]).encode():
            answer(response, f"{kind} {name}")

    def on_update(name, old, new, stack, logical_id=None):
        wanted = name_of(logical_id or name, new, stack)
        replaced = provisioners._rename_replacement(
            name, old, new, stack, logical_id, wanted, name, on_create, on_delete)
        if replaced is not None:
            return replaced
        answer(update(prepare({**new, "Name": name})), f"{kind} {name}")
        return name, attributes(name)

    provisioners._RESOURCE_HANDLERS[kind] = {
        "create": on_create, "update": on_update, "update_with_logical_id": True, "delete": on_delete}


def without_uuid(arn):
    return "/".join(arn.split("/")[:2])


def arn_with_uuid(record, key):
    """Gives a record the ARN that AWS gives: ministack's lacks the UUID at its end."""
    without = without_uuid(record[key])
    record[key] = f"{without}/{uuid.uuid5(uuid.NAMESPACE_URL, without)}"
    return {"Arn": record[key], "ArnForPolicy": without}


def connection_attributes(name):
    secret = f"secret:events!connection/{name}/emulated"
    return {**arn_with_uuid(eventbridge._connections[name], "ConnectionArn"),
            "SecretArn": f"arn:aws:secretsmanager:{get_region()}:{get_account_id()}:{secret}"}


def destination_attributes(name):
    return arn_with_uuid(eventbridge._api_destinations[name], "ApiDestinationArn")


def with_booleans(value):
    """CloudFormation may hand booleans over as strings."""
    if isinstance(value, list):
        return [with_booleans(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: str(item).lower() == "true" if key == "IsValueSecret" else with_booleans(item)
            for key, item in value.items()}


def without_connection_uuid(properties):
    """ministack finds a destination's connection by what follows the ARN's last slash."""
    return {**properties, "ConnectionArn": without_uuid(properties.get("ConnectionArn", ""))}


def keeping_key(function):
    """ministack forgets the connection's own key."""
    def kept(properties):
        response = function(properties)
        record = eventbridge._connections.get(properties["Name"])
        if record:
            record["KmsKeyIdentifier"] = properties.get("KmsKeyIdentifier")
        return response
    return kept


register("AWS::Events::Connection", keeping_key(eventbridge._create_connection), keeping_key(eventbridge._update_connection),
         eventbridge._delete_connection, connection_attributes, with_booleans)
register("AWS::Events::ApiDestination", eventbridge._create_api_destination,
         eventbridge._update_api_destination, eventbridge._delete_api_destination,
         destination_attributes, without_connection_uuid)

# ministack checks a pattern at PutRule only: a deployment must not get past it.
def checking_pattern(function, at):
    def checked(*args, **kwargs):
        pattern = args[at].get("EventPattern", "")
        text = pattern if isinstance(pattern, str) else json.dumps(pattern, separators=(",", ":"))
        problem = eventbridge._event_pattern_error(text) or (
            len(text) > 2048 and f"the event pattern has {len(text)} characters")
        if problem:
            raise ValueError(f"InvalidEventPatternException: {problem}")
        return function(*args, **kwargs)
    return checked


for step, at in (("create", 1), ("update", 2)):
    rules = provisioners._RESOURCE_HANDLERS["AWS::Events::Rule"]
    rules[step] = checking_pattern(rules[step], at)

# CloudFormation deletes what an update has replaced or removed once all stacks, the nested ones
# too, are updated. ministack's nested stacks do so at once, so it is put off here.
put_off = contextvars.ContextVar("put_off", default=None)  # what the update will delete
nested = contextvars.ContextVar("nested", default=False)
updating = contextvars.ContextVar("updating", default=False)


async def deploy_stack(name, *args, ministack=stacks._deploy_stack_async, **kwargs):
    deletes = []
    put_off.set(deletes)
    updating.set(kwargs.get("is_update", False))
    await ministack(name, *args, **kwargs)
    stack = cloudformation._stacks[name]
    if not deletes or stack["StackStatus"] != "UPDATE_COMPLETE":
        return
    stack["StackStatus"] = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
    for arguments in deletes:
        try:
            await run_reentrant(delete_resource, *arguments)
        except Exception as problem:  # as CloudFormation does: it stays
            stacks.logger.error("cleanup of %s: %s", arguments, problem)
    stack["StackStatus"] = "UPDATE_COMPLETE"


def delete_resource(*args, ministack=provisioners._delete_resource):
    if nested.get():
        put_off.get().append(args)
    else:
        ministack(*args)


def update_nested(*args, ministack=provisioners._RESOURCE_HANDLERS["AWS::CloudFormation::Stack"]["update"]):
    token = nested.set(True)
    try:
        return ministack(*args)
    finally:
        nested.reset(token)


def update_resource(kind, name, old, new, stack, logical_id=None, attributes=None,
                    ministack=provisioners._update_resource):
    if nested.get() and attributes is None:  # or a resource that stays as it is has none
        attributes = cloudformation._stacks[stack]["_resources"][logical_id]["Attributes"]
    return ministack(kind, name, old, new, stack, logical_id, attributes)


stacks._deploy_stack_async = changesets._deploy_stack_async = handlers._deploy_stack_async = deploy_stack
provisioners._update_resource = update_resource
provisioners._delete_resource = delete_resource
provisioners._RESOURCE_HANDLERS["AWS::CloudFormation::Stack"]["update"] = update_nested


class Backwards(str):
    def __lt__(self, other):
        return str.__gt__(self, other)


def in_order(resources, conditions, ministack=engine._topological_sort):
    if get_account_id().startswith("9"):
        resources = {Backwards(name): resource for name, resource in resources.items()}
    return [str(name) for name in ministack(resources, conditions)]


engine._topological_sort = stacks._topological_sort = in_order


# EventBusName is among the createOnlyProperties of AWS::Events::Rule, so another bus means a
# new rule, under a name of its own, and the old one stays until the end. ministack moves it.
def update_rule(name, old, new, stack, logical_id=None, ministack=rules["update"], create=rules["create"]):
    if provisioners._eb_rule_bus_name(old) == provisioners._eb_rule_bus_name(new):
        return ministack(name, old, {"Name": name, **new}, stack, logical_id)
    created = create(logical_id, {"Name": f"{name[:55]}-{uuid.uuid4().hex[:8]}", **new}, stack)
    if nested.get():  # the stack itself sees to what has another name now
        delete_resource("AWS::Events::Rule", name, old, stack, logical_id)
    return created


rules["update"] = update_rule

# An update changes one resource after the other, and events meet every state between.
# ministack would do all of it between two events, so the changes move to a thread.
KINDS = ("AWS::Events::EventBus", "AWS::Events::Rule", "AWS::Events::Connection",
         "AWS::Events::ApiDestination", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "AWS::IAM::Role",
         "AWS::IAM::ManagedPolicy", "AWS::StepFunctions::StateMachine", "AWS::Logs::LogGroup")


def change(function, step):
    def changed(*args, **kwargs):
        if step != "create" or updating.get():
            time.sleep(CHANGE_SECONDS)
            # On AWS a change takes seconds, and what has begun to call has called by then. Here a
            # machine with much to do could take away what an execution is about to use.
            machines.clock_of(get_account_id()).settle(MOST_SECONDS)
        with changing:
            return function(*args, **kwargs)
    return changed


for kind in KINDS:
    handler = provisioners._RESOURCE_HANDLERS[kind]
    for step in ("create", "update", "delete"):
        if step in handler:
            handler[step] = change(handler[step], step)
stacks._runs_on_worker_thread = (
    lambda kind, ministack=stacks._runs_on_worker_thread: kind in KINDS or ministack(kind))

# ---------------------------------------------------------------- delivery


class Invocation:
    """One target that is being invoked for one event, with the request's account and Region."""

    current = threading.local()

    def __init__(self, target, rule, event):
        self.target, self.rule_arn, self.event = target, rule["Arn"], event
        self.context = contextvars.copy_context()

    def dead_letter(self, code, message, **attributes):
        queue = (self.target.get("DeadLetterConfig") or {}).get("Arn")
        refused = queue_refuses(queue, self.rule_arn) if queue else "the target has no dead-letter queue"
        if refused:
            eventbridge.logger.warning("event lost (%s: %s): %s", code, message, refused)
            return
        attributes.update(RULE_ARN=self.rule_arn, TARGET_ARN=self.target["Arn"],
                          ERROR_CODE=code, ERROR_MESSAGE=message)
        url = next(url for url, q in sqs._queues.items() if q["attributes"].get("QueueArn") == queue)
        sqs._act_send_message({
            "QueueUrl": url, "MessageBody": self.event,
            "MessageAttributes": {name: {"DataType": "String", "StringValue": str(value)}
                                  for name, value in attributes.items()}}, url)


def with_input(target, event):
    """The target with its InputPath resolved: what it leaves out, or null, is {}."""
    path = target.get("InputPath")
    if path is None:
        return target
    value = event
    for name in path.removeprefix("$").split(".")[1:]:
        value = value.get(name) if isinstance(value, dict) else None
    resolved = {key: item for key, item in target.items() if key != "InputPath"}
    return {**resolved, "Input": "{}" if value is None else compact(value)}


def dispatch_event(event, view=None, ministack=eventbridge._dispatch_event):
    with changing:
        ministack(event, view)


def invoke_target(target, event, rule, view=None, ministack=eventbridge._invoke_target):
    view = view or eventbridge._pattern_event_view(event)
    envelope = view.event_with_detail()
    Invocation.current.value = Invocation(target, rule, compact(envelope))
    try:
        ministack(with_input(target, envelope), event, rule, view)
    finally:
        Invocation.current.value = None


def to_api_destination(spec, payload, target, ministack=eventbridge._dispatch_to_api_destination):
    invocation = Invocation.current.value
    refused = role_refuses(EVENTS, target.get("RoleArn"), invocation.rule_arn, "events:InvokeApiDestination", target["Arn"])
    if refused:
        invocation.dead_letter("NO_PERMISSIONS", refused)
        return
    destination = eventbridge._api_destinations.get(spec.resource.split("/")[1]) or {}
    if destination.get("ConnectionArn", "").rsplit("/", 1)[-1] not in eventbridge._connections:
        invocation.dead_letter("NO_RESOURCE", f"{target['Arn']} or its connection is gone")
        return
    ministack(spec, payload, target)


def to_bus(spec, event, rule, event_path, payload=None, ministack=eventbridge._dispatch_to_event_bus):
    invocation = Invocation.current.value
    target = invocation.target
    refused = role_refuses(EVENTS, target.get("RoleArn"), invocation.rule_arn, "events:PutEvents", target["Arn"])
    if refused:
        invocation.dead_letter("NO_PERMISSIONS", refused)
    elif not event_path:  # it came from PutEvents
        ministack(spec, event, rule, event_path, payload)


def to_machine(arn, payload):
    invocation = Invocation.current.value
    refused = role_refuses(EVENTS, invocation.target.get("RoleArn"), invocation.rule_arn, "states:StartExecution", arn)
    if refused:
        invocation.dead_letter("NO_PERMISSIONS", refused)
        return
    status, _, body = stepfunctions._start_execution({"stateMachineArn": arn, "input": payload})
    if status >= 400:
        problem = json.loads(body)
        gone = problem["__type"] == "StateMachineDoesNotExist"
        invocation.dead_letter("NO_RESOURCE" if gone else "SDK_CLIENT_ERROR", problem.get("message"))


def to_queue(spec, payload, parameters=None, ministack=eventbridge._dispatch_to_sqs):
    invocation = getattr(Invocation.current, "value", None)
    refused = invocation and queue_refuses(str(spec), invocation.rule_arn)
    if refused:
        invocation.dead_letter("NO_PERMISSIONS", refused)
        return
    ministack(spec, payload, parameters)


def build_request(destination, connection, parameters, payload,
                  ministack=eventbridge._build_api_destination_request):
    request = ministack(destination, connection, parameters, payload)
    request["invocation"] = Invocation.current.value  # the delivery runs in another thread
    request["work"] = machines.clock_of(get_account_id()).begin()
    return request


def deliver(name, request, connection, token_key):
    """Takes the place of ministack's, in a thread of its own."""
    work = request.pop("work")
    try:
        attempt(name, request, connection, token_key)
    finally:
        machines.clock_of(token_key[0]).end(work)


def attempt(name, request, connection, token_key):
    """Sends a request as often as the target's retry policy says."""
    invocation = request.pop("invocation")
    policy = invocation.target.get("RetryPolicy") or {}
    attempts = int(policy.get("MaximumRetryAttempts", 185))
    age = int(policy.get("MaximumEventAgeInSeconds", 86400))
    oauth = connection.get("AuthorizationType") == "OAUTH_CLIENT_CREDENTIALS"
    began, retries, refresh, exhausted = time.monotonic(), 0, False, {}
    while True:
        try:
            headers = eventbridge._connection_auth_headers(connection, token_key, force_refresh=refresh)
            status = eventbridge._api_destination_send_sync(request, headers)
            message = f"HTTP status code {status}"
        except Exception as problem:  # a refused or broken connection is an attempt that failed
            status, message = 599, str(problem)
        if 200 <= status < 300:
            return
        if status < 500 and status not in (401, 407, 409, 429):
            break
        refresh = oauth and status in (401, 407)
        if retries >= attempts:
            exhausted = {"EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "RETRY_ATTEMPTS": retries}
            break
        if time.monotonic() - began + RETRY_SECONDS > age:
            exhausted = {"EXHAUSTED_RETRY_CONDITION": "MaximumEventAgeInSeconds", "RETRY_ATTEMPTS": retries}
            break
        retries += 1
        time.sleep(RETRY_SECONDS)
    invocation.context.run(
        lambda: invocation.dead_letter("SDK_CLIENT_ERROR", f"{name}: {message}", **exhausted))


# AWS gives an API five seconds. Here who takes that long is no API but a machine that has much to
# do, and a second call would be one too many.
eventbridge._http_open.__defaults__ = (60,)

eventbridge._dispatch_event = dispatch_event
eventbridge._invoke_target = invoke_target
eventbridge._dispatch_to_api_destination = to_api_destination
eventbridge._dispatch_to_event_bus = to_bus
eventbridge._dispatch_to_sqs = to_queue
eventbridge._dispatch_to_stepfunctions = to_machine
eventbridge._build_api_destination_request = build_request
eventbridge._deliver_to_api_destination = deliver

if __name__ == "__main__":
    from hypercorn.config import Config

    from ministack.app import main

    # A connection that the server closes, after some time or 1,000 requests, may take a last
    # request with it that was carried out: the client would repeat it. ministack sets 75 seconds,
    # which a deployment may take.
    Config.keep_alive_timeout = property(lambda config: 3600, lambda config, seconds: None)
    Config.keep_alive_max_requests = 10**9
    main()
