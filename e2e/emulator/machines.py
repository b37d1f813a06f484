"""State machines as Step Functions runs them, where ministack's differ.

ministack keeps the machines and answers the API; what runs them is here. It knows states that
speak JSONata, no others, and no Map:

* expressions are JSONata 2.0.6 with AWS's bounds of depth and time; one that gives nothing
  fails, and so does a definition with one that AWS refuses,
* States.Runtime is never caught nor retried, States.DataLimitExceeded not by States.ALL,
* no input or output of a state, task or execution is larger than 256 KiB,
* an Express execution ends after five minutes, uncatchably; deleting a machine ends what runs
  in it before its next state,
* the machine's role must trust states.amazonaws.com and allow what the machine does.

A wait takes no time: it puts the execution's clock forward (for $millis, $now, the five
minutes, the context object). An account whose clock is held waits until it is advanced: POST
/_e2e/clock {"account": …, "hold": true} and {"account": …, "advance": seconds}. The answer says
whether the account rests: whether nothing is under way but what waits for the held clock.

Branches of a Parallel run one after the other.
"""

import collections
import contextvars
import copy
import json
import random
import threading
import time
from datetime import datetime, timezone

import ministack.app as app
import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.stepfunctions as machines
from ministack.core.responses import error_response_json, get_account_id, json_response, new_uuid

import expressions
import httptask
import policies
import tasks
from failure import Failure, compact

EXPRESS_SECONDS = 300
STANDARD_SECONDS = 365 * 24 * 3600
LARGEST_DATA = 262_144  # bytes of UTF-8
LARGEST_DEFINITION = 1_048_576
FOREVER = float("inf")


class TimedOut(Exception):
    """The execution has run for longer than it may."""


class Ended(Exception):
    """The execution was stopped from outside."""


class Clock:
    """An account's clock: free, so that waits take no time, or held; and what is under way by it."""

    def __init__(self):
        self.held, self.ahead, self.changed = False, 0.0, threading.Condition()
        self.work = {}  # executions and deliveries, and until when each waits; 0 where it doesn't

    def now(self):
        return time.time() + self.ahead if self.held else FOREVER

    def set(self, hold=None, advance=0):
        with self.changed:
            self.held = self.held if hold is None else hold
            self.ahead += advance
            self.changed.notify_all()

    def begin(self):
        """Something is under way: gives what end takes."""
        work = object()
        with self.changed:
            self.work[work] = 0
        return work

    def end(self, work):
        with self.changed:
            self.work.pop(work, None)
            self.changed.notify_all()

    def rests(self, works=None):
        """Whether nothing is under way, or nothing of that, but what waits."""
        with self.changed:
            now = self.now()
            return all(self.work[work] > now for work in (self.work if works is None else works) if work in self.work)

    def settle(self, seconds):
        """Waits until what is under way by now has ended or waits, or so many seconds."""
        with self.changed:
            works = list(self.work)
            self.changed.wait_for(lambda: self.rests(works), seconds)


clocks, finding = {}, threading.Lock()


def clock_of(account):
    with finding:  # two threads must not make two
        return clocks.setdefault(account, Clock())


# What is under way in this thread.
under_way = contextvars.ContextVar("under_way", default=None)


class Run:
    """One execution. Its clock is late seconds ahead of the real one."""

    def __init__(self, execution, machine):
        self.execution, self.machine = execution, machine
        self.definition = json.loads(machine["definition"])
        self.role, self.arn = machine["roleArn"], machine["stateMachineArn"]
        self.limit = EXPRESS_SECONDS if machine["type"] == "EXPRESS" else STANDARD_SECONDS
        self.limit = min(self.limit, self.definition.get("TimeoutSeconds", FOREVER))
        self.late = execution.get("late", tasks.late.get())
        self.began = self.now()
        self.state = {}

    def now(self):
        return time.time() + self.late

    def left(self):
        """The seconds that the execution may still take."""
        return self.began + self.limit - self.now()

    def check(self):
        """Ends the execution when it may not go on."""
        if self.execution["status"] != "RUNNING":
            raise Ended
        current = machines._state_machines.get(self.arn)
        if current is None or current["creationDate"] != self.machine["creationDate"]:
            raise Failure("States.Runtime", f"The state machine {self.arn} has been deleted")
        if self.left() <= 0:
            raise TimedOut

    def wait(self, seconds):
        left = self.left()
        clock, due, work = clock_of(get_account_id()), self.now() + min(seconds, left), under_way.get()
        with clock.changed:
            while clock.now() < due:
                self.check()
                if clock.work.get(work) == 0:
                    clock.work[work] = due
                    clock.changed.notify_all()
                clock.changed.wait(min(0.1, max(0, due - clock.now())))
            if work in clock.work:
                clock.work[work] = 0
        self.late = max(self.late, due - time.time())
        if seconds >= left:
            raise TimedOut
        self.check()

    def refused(self, action, resource, conditions=None):
        """Why the machine's role may not do that, or None; the conditions' keys are in lower case."""
        with policies.changing:
            return policies.role_refuses(policies.STATES, self.role, self.arn, action, resource, conditions)

    # -------------------------------------------------------- expressions

    def evaluate(self, template, field, value, variables, **more):
        """What a field is when its expressions have been evaluated."""
        found = dict(expressions.find(template))
        if not found:
            return template
        bindings = {**variables, "states": {"input": value, "context": self.context(), **more}}
        answers = dict(zip(found, expressions.evaluate(list(found.values()), bindings, self.now())))
        for path, answer in answers.items():
            where = f"The JSONata expression '{found[path].strip()}' specified for the field '{field}{path}'"
            if "error" in answer:
                raise Failure("States.QueryEvaluationError", f"{where} threw an error during evaluation. {answer['error']}")
            if "value" not in answer:
                raise Failure("States.QueryEvaluationError", f"{where} returned nothing (undefined).")
        return fill(template, answers)

    def typed(self, template, field, kind, value, variables):
        """The same for a field that must have a type."""
        result = self.evaluate(template, field, value, variables)
        if not isinstance(result, kind) or isinstance(result, bool) != (kind is bool):
            raise Failure("States.QueryEvaluationError", f"the field '{field}' must not be {compact(result)[:100]}")
        return result

    def context(self):
        execution = self.execution
        return {
            "Execution": {"Id": execution["executionArn"], "Input": self.input, "Name": execution["name"],
                          "RoleArn": self.role, "StartTime": stamp(self.began), "RedriveCount": 0},
            "StateMachine": {"Id": self.arn, "Name": self.machine["name"]},
            "State": dict(self.state)}

    # -------------------------------------------------------- states

    def run(self):
        """Runs the machine, and gives its output."""
        self.input = json.loads(self.execution["input"])
        return self.states(self.definition, self.input, {})

    def states(self, machine, value, variables):
        name, states = machine["StartAt"], machine["States"]
        while name:
            self.check()
            state = states[name]
            self.state = {"Name": name, "EnteredTime": stamp(self.now()), "RetryCount": 0}
            machines._add_event(self.execution, f"{state['Type']}StateEntered", {
                "stateEnteredEventDetails": {"name": name, "input": compact(value)}})
            step = getattr(self, "step_" + state["Type"].lower())
            value, name = step(state, fitting(value, name), variables)
            fitting(value, self.state["Name"])
        return value

    def leave(self, state, value, variables, default, **more):
        """The output of a state, or of a rule or catcher of it; and the variables that it sets."""
        output = self.evaluate(state["Output"], "Output", value, variables, **more) if "Output" in state else default
        assigned = self.evaluate(state.get("Assign", {}), "Assign", value, variables, **more)
        fitting(assigned, "Assign")
        variables.update(assigned)
        return output

    def step_succeed(self, state, value, variables):
        return self.leave(state, value, variables, value), None

    def step_fail(self, state, value, variables):
        error = self.typed(state.get("Error", "States.Fail"), "Error", str, value, variables)
        cause = self.typed(state.get("Cause", ""), "Cause", str, value, variables)
        raise Failure(error, cause if "Cause" in state else None)

    def step_pass(self, state, value, variables):
        return self.leave(state, value, variables, value), state.get("Next")

    def step_choice(self, state, value, variables):
        for rule in state["Choices"]:
            if self.typed(rule["Condition"], "Condition", bool, value, variables):
                return self.leave(rule, value, variables, value), rule["Next"]
        if "Default" not in state:
            raise Failure("States.NoChoiceMatched", "no rule matched")
        return self.leave(state, value, variables, value), state["Default"]

    def step_wait(self, state, value, variables):
        if "Seconds" in state:
            seconds = self.typed(state["Seconds"], "Seconds", (int, float), value, variables)
            if seconds != int(seconds) or not 0 <= seconds <= 99_999_999:
                raise Failure("States.QueryEvaluationError", f"the field 'Seconds' must not be {seconds}")
        else:
            until = self.typed(state["Timestamp"], "Timestamp", str, value, variables)
            seconds = max(0, datetime.fromisoformat(until.replace("Z", "+00:00")).timestamp() - self.now())
        self.wait(seconds)
        return self.leave(state, value, variables, value), state.get("Next")

    def step_task(self, state, value, variables):
        def once():
            arguments = self.evaluate(state["Arguments"], "Arguments", value, variables) if "Arguments" in state else value
            timeout = self.typed(state.get("TimeoutSeconds", STANDARD_SECONDS), "TimeoutSeconds", (int, float), value, variables)
            return tasks.run(self, state["Resource"], fitting(arguments, "Arguments"), timeout)
        return self.attempts(state, value, variables, once)

    def step_parallel(self, state, value, variables):
        outer = self.state

        def once():
            arguments = self.evaluate(state["Arguments"], "Arguments", value, variables) if "Arguments" in state else value
            try:
                return [self.states(branch, copy.deepcopy(arguments), dict(variables)) for branch in state["Branches"]]
            finally:
                self.state = outer
        return self.attempts(state, value, variables, once)

    def attempts(self, state, value, variables, once):
        """What a Task or Parallel does, under its Retry and Catch."""
        counts = collections.Counter()
        while True:
            self.state["RetryCount"] = counts.total()
            try:
                result = fitting(once(), self.state["Name"])
                return self.leave(state, value, variables, result, result=result), state.get("Next")
            except Failure as failure:
                machines._add_event(self.execution, f"{state['Type']}Failed", {
                    "taskFailedEventDetails": {"error": failure.error, "cause": failure.cause}})
                number, retrier = matching(state.get("Retry"), failure)
                if retrier and counts[number] < retrier.get("MaxAttempts", 3):
                    pause = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2) ** counts[number]
                    pause = min(pause, retrier.get("MaxDelaySeconds", FOREVER))
                    counts[number] += 1
                    self.wait(random.uniform(0, pause) if retrier.get("JitterStrategy") == "FULL" else pause)
                    continue
                _, catcher = matching(state.get("Catch"), failure)
                if not catcher:
                    raise
                output = {"Error": failure.error}
                if failure.cause is not None:
                    output["Cause"] = failure.cause
                return self.leave(catcher, value, variables, output, errorOutput=output), catcher["Next"]


def fill(template, answers, path=""):
    """The template with the answers in place of its expressions."""
    if path in answers and expressions.expression(template) is not None:
        return answers[path]["value"]
    if isinstance(template, dict):
        return {key: fill(item, answers, f"{path}/{key}") for key, item in template.items()}
    if isinstance(template, list):
        return [fill(item, answers, f"{path}[{number}]") for number, item in enumerate(template)]
    return template


def fitting(value, what):
    """The value, if it is not larger than AWS takes."""
    if len(compact(value).encode("utf-8", "surrogatepass")) > LARGEST_DATA:
        raise Failure("States.DataLimitExceeded", f"{what}: the size exceeds the maximum of {LARGEST_DATA} bytes")
    return value


def matching(rules, failure):
    """The first retrier or catcher that is for the error, and its number."""
    for number, rule in enumerate(rules or []):
        names = rule["ErrorEquals"]
        if failure.error == "States.Runtime":
            continue
        if failure.error in names:
            return number, rule
        if failure.error == "States.DataLimitExceeded":
            continue
        if "States.ALL" in names or "States.TaskFailed" in names and failure.error != "States.Timeout":
            return number, rule
    return None, None


def stamp(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# ---------------------------------------------------------------- executions


def run_execution(arn):
    """Takes the place of ministack's: runs what StartExecution has begun."""
    try:
        run_to_end(arn)
    finally:
        clock_of(get_account_id()).end(under_way.get())


def run_to_end(arn):
    execution = machines._executions.get(arn)
    if execution is None:
        return  # its machine was deleted
    with policies.changing:
        machine = dict(machines._state_machines.get(execution["stateMachineArn"]) or {})
    if not machine:
        return finish(execution, "FAILED", "States.Runtime", "the state machine has been deleted")
    run = Run(execution, machine)
    try:
        output = compact(run.run())
        machines._add_event(execution, "ExecutionSucceeded", {"executionSucceededEventDetails": {"output": output}})
        execution.update(status="SUCCEEDED", output=output, stopDate=machines.now_iso(), late=run.late)
        machines._emit_execution_status_event(execution)
    except Ended:
        pass
    except TimedOut:
        finish(execution, "TIMED_OUT", "States.Timeout", None, run)
    except Failure as failure:
        finish(execution, "FAILED", failure.error, failure.cause, run)
    except Exception as problem:  # of the emulator or of a definition that it can't read
        machines.logger.exception("the execution %s", arn)
        finish(execution, "FAILED", "States.Runtime", repr(problem), run)


def finish(execution, status, error, cause, run=None):
    """Ends an execution. What tells of it is written first: who sees the status may look for it."""
    details = {"error": error, "cause": cause}
    kind = "ExecutionFailed" if status == "FAILED" else "ExecutionTimedOut"
    machines._add_event(execution, kind, {"executionFailedEventDetails": details})
    if run:
        log(run, kind, details)
    execution.update(status=status, error=error, cause=cause, stopDate=machines.now_iso(), late=run.late if run else 0)
    # What a synchronous execution ended with is its caller's to tell.
    note = machines.logger.info if ":express:" in execution["executionArn"] else machines.logger.warning
    note("%s: %s %s: %s", execution["executionArn"], status, error, cause)
    machines._emit_execution_status_event(execution)


def log(run, kind, details):
    """Writes what ended an execution to the machine's log group."""
    import ministack.services.cloudwatch_logs as logs

    configuration = lowered(run.machine.get("loggingConfiguration") or {})
    if configuration.get("level", "OFF") == "OFF":
        return
    if str(configuration.get("includeExecutionData", False)).lower() == "true":
        details = {**details, "input": run.execution["input"]}
    for destination in configuration.get("destinations", []):
        group = destination["cloudWatchLogsLogGroup"]["logGroupArn"].split(":log-group:")[1].removesuffix(":*")
        stream = f"states/{run.machine['name']}"
        logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
        logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": [{
            "timestamp": int(time.time() * 1000),
            "message": compact({"type": kind, "details": details, "execution_arn": run.execution["executionArn"]})}]})


def lowered(value):
    """CloudFormation's names as the API has them."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: lowered(item) for key, item in value.items()}
    return [lowered(item) for item in value] if isinstance(value, list) else value


def emit(execution, ministack=machines._emit_execution_status_event):
    """Only Standard executions tell the default bus what becomes of them."""
    machine = machines._state_machines.get(execution["stateMachineArn"])
    if machine and machine["type"] == "STANDARD":
        ministack(execution)


def unusable_input(request):
    """Why StartExecution refuses an input, or None."""
    text = request.get("input", "{}")
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_DATA:
        return error_response_json("ValidationException", f"the input is longer than {LARGEST_DATA} bytes", 400)
    try:
        json.loads(text)
    except ValueError:
        return error_response_json("InvalidExecutionInput", "the input is no JSON", 400)
    return None


def start_execution(request, ministack=machines._start_execution):
    refused = unusable_input(request)
    if refused:
        return refused
    clock = clock_of(get_account_id())
    work = clock.begin()  # before the thread that runs it does
    token = under_way.set(work)
    try:
        response = ministack(request)
    finally:
        under_way.reset(token)
    if response[0] >= 400:
        clock.end(work)
    return response


def start_sync_execution(request, late=0.0):
    """StartSyncExecution: runs an Express machine and tells how it ended."""
    arn = request.get("stateMachineArn", "")
    machine = machines._state_machines.get(arn)
    if machine is None:
        return error_response_json("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'", 400)
    if machine["type"] != "EXPRESS":
        return error_response_json("StateMachineTypeNotSupported", "only for Express", 400)
    refused = unusable_input(request)
    if refused:
        return refused
    name, text = request.get("name") or new_uuid(), request.get("input", "{}")
    execution = {
        "executionArn": f"{arn.replace(':stateMachine:', ':express:')}:{name}", "stateMachineArn": arn, "name": name,
        "status": "RUNNING", "startDate": machines.now_iso(), "stopDate": None, "input": text,
        "inputDetails": {"included": True}, "output": None, "outputDetails": {"included": True},
        "events": [], "late": late}
    machines._executions[execution["executionArn"]] = execution
    run_to_end(execution["executionArn"])
    answer = {key: execution[key] for key in (
        "executionArn", "stateMachineArn", "name", "startDate", "stopDate", "status", "input", "inputDetails")}
    for key in ("output", "error", "cause"):
        if execution.get(key) is not None:
            answer[key] = execution[key]
    return json_response(answer)


machines._run_execution = run_execution
machines._emit_execution_status_event = emit
machines._start_execution = start_execution
machines._start_sync_execution = start_sync_execution

# ---------------------------------------------------------------- definitions

LOG_DELIVERY = ("CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries",
                "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups")


def problem_of(text):
    """Why AWS would not take a definition, or None; asl-validator knows more."""
    if len(text.encode()) > LARGEST_DEFINITION:
        return f"the definition has {len(text.encode())} bytes"
    try:
        definition = json.loads(text)
    except ValueError as problem:
        return f"INVALID_JSON_DESCRIPTION: {problem}"
    found = expressions.problems(definition)
    if found:
        return f"INVALID_JSONATA_EXPRESSION: {found[0]}"
    try:
        return problem_of_states(definition, definition.get("QueryLanguage"))
    except (KeyError, TypeError, AttributeError) as problem:
        return f"SCHEMA_VALIDATION_FAILED: {problem!r}"


def problem_of_states(machine, language):
    states = machine["States"]
    for name, state in states.items():
        if state.get("QueryLanguage", language) != "JSONata":
            return f"the emulator runs JSONata only, not {name}"
        if not hasattr(Run, "step_" + state["Type"].lower()):
            return f"the emulator has no {state['Type']} ({name})"
        places = [state, *state.get("Choices", []), *state.get("Catch", [])]
        missing = [p["Next"] for p in places if p.get("Next", machine["StartAt"]) not in states]
        if missing or state.get("Default", machine["StartAt"]) not in states:
            return f"MISSING_TRANSITION_TARGET: {name}"
        arguments = state.get("Arguments")
        if state.get("Resource") == "arn:aws:states:::http:invoke" and isinstance(arguments, dict):
            method = arguments.get("Method")
            if expressions.expression(method) is None and method not in httptask.METHODS:
                return f"SCHEMA_VALIDATION_FAILED: the value for the 'Method' field is not valid ({name})"
            endpoint = arguments.get("ApiEndpoint")
            if expressions.expression(endpoint) is None and not str(endpoint).startswith("https://"):
                return f"SCHEMA_VALIDATION_FAILED: the value for the 'ApiEndpoint' field is not valid ({name})"
        for branch in state.get("Branches", []):
            found = problem_of_states(branch, language)
            if found:
                return found
    return None


def problem_of_properties(properties, arn):
    """Why AWS would not take what a template says of a machine, or None."""
    role = properties.get("RoleArn")
    problem = problem_of(provisioners._sfn_definition(properties)) or policies.trust_refuses(policies.STATES, role, arn)
    if lowered(properties.get("LoggingConfiguration") or {}).get("level", "OFF") != "OFF":
        for action in LOG_DELIVERY:
            problem = problem or policies.action_refuses(role, f"logs:{action}", "*")
    return problem


handler = provisioners._RESOURCE_HANDLERS["AWS::StepFunctions::StateMachine"]


def create(logical_id, properties, stack, ministack=handler["create"]):
    created = ministack(logical_id, properties, stack)
    problem = problem_of_properties(properties, created[0])
    if problem:
        handler["delete"](created[0], properties)
        raise ValueError(problem)
    return created


def update(arn, old, new, *args, ministack=handler["update"], **kwargs):
    problem = problem_of_properties(new, arn)
    if problem:
        raise ValueError(problem)
    return ministack(arn, old, new, *args, **kwargs)


handler.update(create=create, update=update)
machines._validate_definition_jsonata = problem_of

# ---------------------------------------------------------------- the clock's control


async def control(path, method, body, ministack=app._handle_admin_config_request):
    if path != "/_e2e/clock":
        return await ministack(path, method, body)
    order = json.loads(body)
    clock = clock_of(order.pop("account"))
    clock.set(**order)
    return 200, {"Content-Type": "application/json"}, json.dumps({"rests": clock.rests()}).encode()


app._handle_admin_config_request = control
