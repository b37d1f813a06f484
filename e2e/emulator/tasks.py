"""What the tasks of a state machine do: Step Functions' integrations that the project uses."""

import contextvars
import json

import ministack.services.eventbridge as eventbridge
import ministack.services.sqs as sqs
import ministack.services.stepfunctions as machines
from ministack.core.responses import get_account_id, get_region, request_scope

import httptask
import policies
from failure import Failure, compact

# How far the clock of who starts an execution is ahead of the real one.
late = contextvars.ContextVar("late", default=0.0)

# The bytes of an entry of PutEvents: those of its texts, and 14 for its time.
LARGEST_ENTRY = 262_144


def text(value):
    return value if isinstance(value, str) else compact(value)


def run(execution, resource, arguments, timeout):
    """The result of a task of the execution."""
    task = RESOURCES.get(resource)
    if not task:
        raise Failure("States.Runtime", f"the emulator has no {resource}")
    return task(execution, arguments, timeout)


def send_message(execution, arguments, timeout):
    """sqs:sendMessage: a body that is an object goes as compact JSON."""
    url = arguments["QueueUrl"]
    queue = sqs._queues.get(url)
    if not queue:
        raise Failure("SQS.QueueDoesNotExistException", f"there is no queue {url}")
    arn, key = queue["attributes"]["QueueArn"], queue["attributes"].get("KmsMasterKeyId")
    refused = execution.refused("sqs:SendMessage", arn)
    for action in ("kms:GenerateDataKey", "kms:Decrypt") if key and key != "alias/aws/sqs" else ():
        refused = refused or execution.refused(action, *policies.key_use(key, "sqs", {"aws:sqs:arn": arn}))
    if refused:
        raise Failure("SQS.SqsException", refused)
    try:
        return sqs._act_send_message({**arguments, "MessageBody": text(arguments["MessageBody"])}, url)
    except sqs._Err as problem:
        raise Failure(f"SQS.{problem.code}", problem.message) from None


def put_events(execution, arguments, timeout):
    """events:putEvents: entries that fail are an error; so is one of more than 256 KiB, and nothing says which."""
    entries = []
    for entry in arguments["Entries"]:
        name = entry.get("EventBusName", "default")
        arn = name if name.startswith("arn:") else f"arn:aws:events:{get_region()}:{get_account_id()}:event-bus/{name}"
        refused = execution.refused("events:PutEvents", arn, {
            "events:source": entry["Source"], "events:detail-type": entry["DetailType"]})
        if refused:
            raise Failure("EventBridge.EventBridgeException", refused)
        resources = [*entry.get("Resources", []), execution.execution["executionArn"], execution.arn]
        entries.append({**entry, "Detail": text(entry["Detail"]), "Resources": resources})
        if sum(len(part.encode()) for part in (entries[-1]["Detail"], entry["Source"], entry["DetailType"], *resources)) + 14 > LARGEST_ENTRY:
            raise Failure("EventBridge.EventBridgeException", "Total size of the entries in the request is over the limit.")
    # The tasks of the project put one entry at a time: its bus says whose events they become.
    account, region = arn.split(":")[4], arn.split(":")[3]
    with request_scope(account, region):
        status, _, body = eventbridge._put_events({"Entries": entries})
    answer = json.loads(body)
    if status >= 400:
        raise Failure("EventBridge.EventBridgeException", answer.get("message"))
    if answer["FailedEntryCount"] > 0:
        raise Failure("EventBridge.FailedEntry", compact(answer["Entries"]))
    return answer


def start_execution(execution, arguments, timeout):
    """states:startExecution: the other machine's clock goes on from this one's."""
    request = nested(execution, arguments, "states:StartExecution", "StepFunctions.StepFunctionsException")
    token = late.set(execution.late)
    try:
        answer = answered(machines._start_execution(request), "StepFunctions")
    finally:
        late.reset(token)
    return {"ExecutionArn": answer["executionArn"], "StartDate": str(answer["startDate"])}


def start_sync_execution(execution, arguments, timeout):
    """aws-sdk:sfn:startSyncExecution: how the other machine ended is the result, no error."""
    request = nested(execution, arguments, "states:StartSyncExecution", "Sfn.SfnException")
    answer = answered(machines._start_sync_execution(request, execution.late), "Sfn")
    ended = machines._executions.get(answer["executionArn"], {})
    execution.late = max(execution.late, ended.get("late", 0))
    return {key[:1].upper() + key[1:]: value for key, value in answer.items()}


def nested(execution, arguments, action, error):
    arn = arguments["StateMachineArn"]
    refused = execution.refused(action, arn)
    if refused:
        raise Failure(error, refused)
    request = {"stateMachineArn": arn, "input": text(arguments.get("Input", {}))}
    if "Name" in arguments:
        request["name"] = arguments["Name"]
    return request


def answered(response, prefix):
    status, _, body = response
    answer = json.loads(body)
    if status >= 400:
        code = answer["__type"].rsplit("#", 1)[-1].removesuffix("Exception")
        raise Failure(f"{prefix}.{code}Exception", answer.get("message"))
    return answer


RESOURCES = {
    "arn:aws:states:::http:invoke": httptask.invoke,
    "arn:aws:states:::sqs:sendMessage": send_message,
    "arn:aws:states:::events:putEvents": put_events,
    "arn:aws:states:::states:startExecution": start_execution,
    "arn:aws:states:::aws-sdk:sfn:startSyncExecution": start_sync_execution,
}
