"""What watches and keeps the calls, as far as CloudFormation makes it: composite alarms, archives,
policies of event buses, and the deliveries of logs.

ministack has alarms, dashboards, composite alarms and archives, the last two not by CloudFormation. Of the
deliveries of logs is kept that they are there and what they name; no log is delivered. The policy of a bus
is checked and kept, and asked of nobody.
"""

import json

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.cloudwatch as cloudwatch
import ministack.services.eventbridge as eventbridge
from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region


def checked(response, what):
    status, _, body = response
    text = body.decode() if isinstance(body, bytes) else body
    if status >= 400:
        raise ValueError(f"{what}: {text}")
    return text


def register(kind, put, delete):
    """Teaches CloudFormation a type that is put anew when it is updated. put gives its attributes."""

    def create(logical_id, properties, stack):
        name = properties.get("Name") or provisioners._physical_name(stack, logical_id, max_len=48)
        return name, put(name, properties)

    def update(name, old, new, stack, logical_id=None):
        if new.get("Name", name) != name:
            raise ValueError(f"{kind}: the emulator replaces none")
        return name, put(name, new)

    provisioners._RESOURCE_HANDLERS[kind] = {
        "create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def with_expressions(function):
    """ministack takes no expressions and no queries: they are checked and kept, and never evaluated."""

    def record(name, properties):
        metrics = properties.get("Metrics")
        if not metrics:
            return function(name, properties)
        stats = [m for m in metrics if "MetricStat" in m]
        watched = [m for m in metrics if str(m.get("ReturnData", "true")).lower() == "true"]
        if len(stats) > 10 or len(watched) != 1 or len({m["Id"] for m in metrics}) != len(metrics):
            raise ValueError(f"the alarm {name} watches {len(watched)} expressions of {len(stats)} metrics")
        stand_in = {"MetricName": "expression", "Namespace": "expression"}
        alarm = function(name, {**{k: v for k, v in properties.items() if k != "Metrics"}, **stand_in})
        alarm["Metrics"] = metrics
        return alarm
    return record


provisioners._cw_metric_alarm_record = with_expressions(provisioners._cw_metric_alarm_record)


def put_composite(name, properties):
    checked(cloudwatch._put_composite_alarm({}, {**properties, "AlarmName": name}, False, is_json=True), name)
    return {"Arn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"}


def delete_composite(name, properties):
    checked(cloudwatch._delete_alarms({}, {"AlarmNames": [name]}, False, is_json=True), name)


register("AWS::CloudWatch::CompositeAlarm", put_composite, delete_composite)


def put_archive(name, properties):
    pattern = properties.get("EventPattern", "")
    text = pattern if isinstance(pattern, str) else json.dumps(pattern, separators=(",", ":"))
    if len(text) > 2048:
        raise ValueError(f"the event pattern has {len(text)} characters")
    wanted = {"ArchiveName": name, "EventSourceArn": properties["SourceArn"], "EventPattern": text,
              "RetentionDays": int(properties.get("RetentionDays", 0)), "KmsKeyIdentifier": properties.get("KmsKeyIdentifier")}
    act = eventbridge._update_archive if name in eventbridge._archives else eventbridge._create_archive
    checked(act(wanted), name)
    return {"Arn": eventbridge._archives[name]["ArchiveArn"]}


register("AWS::Events::Archive", put_archive,
         lambda name, properties: checked(eventbridge._delete_archive({"ArchiveName": name}), name))


def policy_of(bus):
    return eventbridge._event_bus_policies.setdefault(bus, {"Version": "2012-10-17", "Statement": []})


def put_bus_policy(name, properties):
    bus, statement = properties["EventBusName"], properties["Statement"]
    if statement.get("Sid") != properties["StatementId"]:
        raise ValueError(f"the statement {properties['StatementId']} is called {statement.get('Sid')}")
    policy = policy_of(bus)
    policy["Statement"] = [s for s in policy["Statement"] if s["Sid"] != statement["Sid"]] + [statement]
    if len(json.dumps(policy, separators=(",", ":"))) > 10240:
        raise ValueError(f"the policy of {bus} is too long")
    return {}


def delete_bus_policy(name, properties):
    policy = policy_of(properties["EventBusName"])
    policy["Statement"] = [s for s in policy["Statement"] if s["Sid"] != properties["StatementId"]]


register("AWS::Events::EventBusPolicy", put_bus_policy, delete_bus_policy)

# The deliveries of logs, each by its name or id.
sources, destinations, deliveries = AccountRegionScopedDict(), AccountRegionScopedDict(), AccountRegionScopedDict()


def named(properties, known):
    name = properties["Name"]
    if len(name) > 60:
        raise ValueError(f"the name {name} has {len(name)} characters")
    return name


def put_source(name, properties):
    named(properties, sources)
    bus = properties["ResourceArn"].split(":event-bus/")[1]
    if bus not in eventbridge._event_buses or properties["LogType"] not in ("ERROR_LOGS", "INFO_LOGS", "TRACE_LOGS"):
        raise ValueError(f"{properties['LogType']} of {bus} is nothing to deliver")
    sources[name] = properties
    return {"Arn": f"arn:aws:logs:{get_region()}:{get_account_id()}:delivery-source:{name}"}


def put_destination(name, properties):
    named(properties, destinations)
    if properties["DestinationResourceArn"].count(":") != 6:
        raise ValueError(f"{properties['DestinationResourceArn']} is no log group")
    destinations[name] = properties
    return {"Arn": f"arn:aws:logs:{get_region()}:{get_account_id()}:delivery-destination:{name}"}


def put_delivery(name, properties):
    if properties["DeliverySourceName"] not in sources or properties["DeliveryDestinationArn"].split(":")[-1] not in destinations:
        raise ValueError(f"{properties} delivers from or to what isn't there")
    deliveries[name] = properties
    return {}


register("AWS::Logs::DeliverySource", put_source, lambda name, properties: sources.pop(name, None))
register("AWS::Logs::DeliveryDestination", put_destination, lambda name, properties: destinations.pop(name, None))
register("AWS::Logs::Delivery", put_delivery, lambda name, properties: deliveries.pop(name, None))
