"""What the emulator's parts of Step Functions share."""

import json

import ministack.services.stepfunctions as stepfunctions

# An error of Step Functions: error and cause. The cause may be None, as AWS leaves it out.
Failure = stepfunctions._ExecutionError


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
