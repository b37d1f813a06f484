"""Step Functions' HTTP task, arn:aws:states:::http:invoke, as it is documented and measured.

Where nobody knows what AWS does (values that are neither text, number nor boolean in a query, a
header beyond ASCII, null in a form), the task ends with States.Runtime, which nothing catches: a
test that passes here relies on none of it.
"""

import http.client
import json
import re
import socket
import ssl
import time
import urllib.parse

import ministack.services.eventbridge as eventbridge
from ministack.core.responses import get_account_id, get_region

import policies
from failure import Failure, compact

LONGEST = 60  # seconds of a call
# How many seconds its answer took, says a slow API of the suite in this header, which no machine
# sees. They are not measured: any call may take a while where this machine has much to do.
TOOK = "e2e-took"
LONGEST_ANSWER = 1 << 20

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
FIELDS = {"ApiEndpoint", "Method", "InvocationConfig", "Authentication", "Headers", "QueryParameters", "RequestBody", "Transform"}
FORBIDDEN = set("""a-im accept-charset accept-datetime accept-encoding authorization cache-control connection
    content-encoding content-md5 date expect forwarded from host http2-settings if-match if-modified-since
    if-none-match if-range if-unmodified-since max-forwards origin pragma proxy-authorization referer server te
    trailer transfer-encoding upgrade via warning""".split())
FORBIDDEN_PREFIXES = ("x-forwarded-", "x-amz-", "x-amzn-")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
ENDPOINT = re.compile(r"https://[^/?#\s]+[!-~]*")
BINARY = ("image/", "video/", "audio/", "application/octet-stream")
TLS = ssl.create_default_context()


def runtime(cause):
    return Failure("States.Runtime", cause)


def invoke(execution, arguments, timeout):
    """Makes the call. The order of what can go wrong: definition, permissions, call, answer."""
    method, endpoint = arguments.get("Method"), arguments.get("ApiEndpoint")
    headers = check(arguments)
    connection = connection_of(execution, arguments, method, endpoint)
    parameters = (connection.get("AuthParameters") or {}).get("InvocationHttpParameters") or {}
    target = with_query(endpoint, arguments.get("QueryParameters") or {},
                        eventbridge._connection_params_map(parameters.get("QueryStringParameters")))
    body = body_of(arguments, eventbridge._connection_params_map(parameters.get("BodyParameters")))
    headers.update(eventbridge._connection_params_map(parameters.get("HeaderParameters")))
    headers.update(credentials(connection))
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json; charset=UTF-8"
    headers["User-Agent"] = f"Amazon|StepFunctions|HttpInvoke|{get_region()}"
    headers["Range"] = "bytes=0-262144"
    return call(execution, timeout, method, target, headers, body)


# ---------------------------------------------------------------- the definition


def check(arguments):
    """The task's headers, once all of its fields are such as the definition may have."""
    unknown = set(arguments) - FIELDS
    if unknown:
        raise runtime(f"unknown fields {sorted(unknown)}")
    if arguments.get("Method") not in METHODS:
        raise runtime(f"the method is {arguments.get('Method')!r}")
    endpoint = arguments.get("ApiEndpoint")
    if not isinstance(endpoint, str) or not ENDPOINT.fullmatch(endpoint) or "#" in endpoint:
        raise runtime(f"the endpoint {endpoint!r} is no https URL")
    headers = arguments.get("Headers") or {}
    if not isinstance(headers, dict):
        raise runtime("the headers are no object")
    refused = [name.lower() for name in headers if forbidden(name.lower())]
    if refused:
        raise runtime(f"The 'Headers' field contains unsupported values: [{', '.join(refused)}]")
    for name, value in headers.items():
        if not TOKEN.fullmatch(name) or not isinstance(value, str) or re.search(r"[^\t -~]", value):
            raise runtime(f"the header {name!r}: {value!r}")
    return dict(headers)


def forbidden(name):
    return name in FORBIDDEN or name.startswith(FORBIDDEN_PREFIXES)


# ---------------------------------------------------------------- the connection


def connection_of(execution, arguments, method, endpoint):
    """The connection, if the machine's role may use it for the call."""
    refused = execution.refused("states:InvokeHTTPEndpoint", execution.arn,
                                {"states:httpmethod": method, "states:httpendpoint": endpoint})
    if refused:
        raise Failure("States.Http.AccessDenied", refused)
    arn = (arguments.get("InvocationConfig") or arguments.get("Authentication") or {}).get("ConnectionArn", "")
    name = arn.rsplit("/", 2)[-2] if arn.count("/") == 2 else ""
    connection = eventbridge._connections.get(name)
    if not connection or connection["ConnectionArn"] != arn:
        raise Failure("Events.ConnectionResource.ResourceNotFound", f"there is no connection {arn!r}")
    secret = f"arn:aws:secretsmanager:{get_region()}:{get_account_id()}:secret:events!connection/{name}/emulated"
    needed = [("events:RetrieveConnectionCredentials", arn),
              ("secretsmanager:GetSecretValue", secret), ("secretsmanager:DescribeSecret", secret)]
    if connection.get("KmsKeyIdentifier"):  # who reads the secret decrypts it
        needed.append(("kms:Decrypt", *policies.key_use(
            connection["KmsKeyIdentifier"], "secretsmanager", {"secretarn": secret})))
    for permission in needed:
        refused = execution.refused(*permission)
        if refused:
            raise Failure("Events.ConnectionResource.AccessDenied", refused)
    return {**connection, "Name": name}


def credentials(connection):
    """The headers that the connection authorizes with; the ban on names isn't for them."""
    key = (get_account_id(), get_region(), connection["Name"])
    try:
        return eventbridge._connection_auth_headers(connection, key)
    except Exception as problem:  # there is no token to be had
        raise Failure("Events.ConnectionResource.InvalidConnectionState", str(problem)) from None


# ---------------------------------------------------------------- query and body


def encode(value):
    return urllib.parse.quote(value, safe="")


def scalar(value, where):
    """A value as text, where only text, numbers and booleans are known to work."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return compact(value)
    raise runtime(f"{where} must not be {compact(value)[:100]}")


def with_query(endpoint, own, connections):
    """The endpoint, byte for byte, and after it the task's parameters and the connection's."""
    if not isinstance(own, dict):
        raise runtime("QueryParameters is no object")
    pairs = [(name, scalar(value, f"the parameter {name!r}")) for name, value in own.items() if name not in connections]
    pairs += connections.items()
    query = "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)
    if not query:
        return endpoint
    return endpoint + ("&" if "?" in endpoint else "?") + query


def body_of(arguments, connections):
    """The body, or None where there is none."""
    transform = arguments.get("Transform") or {}
    encoding = transform.get("RequestBodyEncoding", "NONE")
    if encoding not in ("NONE", "URL_ENCODED"):
        raise runtime(f"the encoding is {encoding!r}")
    if "RequestBody" not in arguments and not connections:
        return None
    body = arguments.get("RequestBody", {})
    if connections:
        if not isinstance(body, dict):
            raise runtime("Cannot merge connection body authorization parameters with request body.")
        body = {**body, **connections}
    if encoding == "URL_ENCODED":
        return form(body, (transform.get("RequestEncodingOptions") or {}).get("ArrayFormat", "INDICES"))
    return body if isinstance(body, str) else compact(body)


def form(body, arrays):
    if arrays not in ("INDICES", "REPEAT", "COMMAS", "BRACKETS"):
        raise runtime(f"the array format is {arrays!r}")
    if not isinstance(body, dict):
        raise runtime("URL_ENCODED is known for objects only")
    return "&".join(pair for name, value in body.items() for pair in fields(name, value, arrays))


def fields(name, value, arrays):
    """The pairs of one property, as they were measured."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from fields(f"{name}[{key}]", item, arrays)
    elif isinstance(value, list) and value:
        texts = [scalar(item, f"an item of {name!r}") for item in value]
        if arrays == "COMMAS":
            yield f"{encode(name)}={encode(','.join(texts))}"
            return
        for number, item in enumerate(texts):
            suffix = {"INDICES": f"[{number}]", "BRACKETS": "[]", "REPEAT": ""}[arrays]
            yield f"{encode(name + suffix)}={encode(item)}"
    else:
        yield f"{encode(name)}={encode(scalar(value, f'the property {name!r}'))}"


# ---------------------------------------------------------------- the call


def call(execution, timeout, method, url, headers, body):
    limit = max(0, min(LONGEST, timeout, execution.left()))
    began = time.monotonic()
    try:
        status, reason, answered, raw = send(method, url, headers, body)
        took = next((float(value) for name, value in answered if name.lower() == TOOK), 0)
    except (socket.timeout, TimeoutError):
        took = LONGEST + 1
    except (OSError, http.client.HTTPException) as problem:
        raise Failure("States.Http.Socket", str(problem)) from None
    # The seconds that didn't pass here pass on the execution's clock.
    execution.late += max(0, min(took, limit) - (time.monotonic() - began))
    if took > limit:
        execution.check()  # the execution's time is up?
        if limit < LONGEST:
            raise Failure("States.Timeout", None)
        raise Failure("States.Http.Socket", "Read timed out")
    return result(method, status, reason, [header for header in answered if header[0].lower() != TOOK], raw)


def send(method, url, headers, body):
    """Sends exactly these headers, and Host and Content-Length; follows no redirect."""
    scheme_and_host, slash, rest = url.removeprefix("https://").partition("/")
    if "?" in scheme_and_host:  # https://host?query
        scheme_and_host, rest = scheme_and_host.split("?", 1)
        slash = "/?"
    client = http.client.HTTPSConnection(scheme_and_host, timeout=LONGEST, context=TLS)
    try:
        client.putrequest(method, (slash or "/") + rest, skip_host=True, skip_accept_encoding=True)
        client.putheader("Host", scheme_and_host)
        for name, value in headers.items():
            client.putheader(name, value.encode("utf-8") if isinstance(value, str) else str(value))
        data = None if body is None else body.encode("utf-8", "surrogatepass")
        if data is not None:
            client.putheader("Content-Length", str(len(data)))
        elif method in ("POST", "PUT", "PATCH"):
            client.putheader("Content-Length", "0")
        client.endheaders(data)
        answer = client.getresponse()
        return answer.status, answer.reason, answer.getheaders(), answer.read(LONGEST_ANSWER)
    finally:
        client.close()


def result(method, status, reason, headers, raw):
    """The task's result, or the error that the answer is."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "").lower()
    if not 200 <= status < 300:
        # Measured: "Forbidden" for 403 and no cause for 418. What the API says isn't known to be in it.
        raise Failure(f"States.Http.StatusCode.{status}", None if status == 418 else http.client.responses.get(status))
    output = {"Headers": {}, "StatusCode": status, "StatusText": reason}
    for name, value in headers:
        output["Headers"].setdefault(name, []).append(value)
    if method == "HEAD" or status == 204 or not raw:
        return output
    if kind.startswith(BINARY):
        raise runtime(f"the answer is {kind}")
    try:
        output["ResponseBody"] = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise runtime("the answer is no text") from None
    if "json" in kind:
        try:
            output["ResponseBody"] = json.loads(output["ResponseBody"])
        except ValueError:
            pass  # it stays text
    return output
