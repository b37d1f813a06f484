"""Who may do what: policies of roles and queues, for the services that act with them."""

import copy
import json
import threading
import urllib.parse

import ministack.services.iam as iam
import ministack.services.sqs as sqs
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region

EVENTS = "events.amazonaws.com"
STATES = "states.amazonaws.com"

# Held while CloudFormation changes a resource, and by who must not see half of a change.
changing = threading.RLock()


def role_refuses(service, role_arn, source_arn, action, resource, conditions=None):
    """Why the service may not act with the role for the rule or state machine, or None.

    The conditions are what the service says of the action: lower-case keys and their values.
    """
    return trust_refuses(service, role_arn, source_arn) or action_refuses(role_arn, action, resource, conditions)


def trust_refuses(service, role_arn, source_arn):
    """Why the service may not take the role for the rule or state machine, or None."""
    name = (role_arn or "").rsplit("/", 1)[-1]
    role = iam._roles.get(name)
    if not role:
        return f"there is no role {role_arn!r}"
    trust = role.get("AssumeRolePolicyDocument")
    trust = json.loads(urllib.parse.unquote(trust)) if isinstance(trust, str) else copy.deepcopy(trust)
    for statement in trust["Statement"]:
        statement["Resource"] = "*"  # the evaluator wants one, a trust policy has none
    context = iam_evaluator.EvalContext(
        principal_arn="*", principal_type="Service", principal_account="", action="sts:AssumeRole",
        resource_arn=role_arn, region=get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": get_account_id()})
    if iam_evaluator.evaluate_resource_policy(trust, context, service=service).decision != "Allow":
        return f"{name} does not trust {service} for {source_arn}"
    return None


def action_refuses(role_arn, action, resource, conditions=None):
    """Why who has taken the role may not do that, or None."""
    name, account = (role_arn or "").rsplit("/", 1)[-1], get_account_id()
    context = iam_evaluator.EvalContext(
        principal_arn=role_arn, principal_type="AssumedRole", principal_account=account,
        action=action, resource_arn=resource, region=get_region(), secure_transport=True,
        service_context=conditions or {})
    policies = iam_evaluator._gather_role_policies(name, account)
    if iam_evaluator.evaluate(context, policies).decision != "Allow":
        return f"{name} may not {action} on {resource}"
    return None


def key_use(key, service, context):
    """The ARN of a key that is named by its id or ARN, and the conditions of using it through a service."""
    arn = key if key.startswith("arn:") else f"arn:aws:kms:{get_region()}:{get_account_id()}:key/{key}"
    conditions = {f"kms:encryptioncontext:{name}": value for name, value in context.items()}
    return arn, {"kms:viaservice": f"{service}.{get_region()}.amazonaws.com", **conditions}


def queue_refuses(queue_arn, rule_arn):
    """Why EventBridge may not send to the queue for the rule, or None."""
    queue = sqs._queue_by_arn(queue_arn)
    if not queue:
        return f"there is no queue {queue_arn}"
    context = iam_evaluator.EvalContext(
        principal_arn="*", principal_type="Service", principal_account="", action="sqs:SendMessage",
        resource_arn=queue_arn, region=get_region(), secure_transport=True,
        service_context={"aws:sourcearn": rule_arn, "aws:sourceaccount": get_account_id()})
    policy = queue["attributes"].get("Policy")
    if policy and iam_evaluator.evaluate_resource_policy(policy, context, service=EVENTS).decision == "Allow":
        return None
    return f"the policy of {queue_arn} does not let {EVENTS} send for {rule_arn}"
