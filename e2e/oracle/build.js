// Builds requests as swagger-client does: a line of JSON is a question, the next line its answer.
//
//   {"open": file}                           {} or {"error": text}
//   {"path", "method", "baseURL", "parameters": {"query.name": value, …}, "body", "mediaType"}
//       {"url", "method", "headers": {name: text}, "body": …, "parts": [[name, text, type], …]} or {"error": text}
//
// The document is read from its file and resolved by swagger-client alone. Nothing is fetched from
// a network: references to other files are read from the disk.
'use strict';

const fs = require('fs');
const yaml = require('js-yaml');
const SwaggerClient = require('swagger-client').default || require('swagger-client');

// Its resolver wants URLs; the files have one on a host that doesn't exist.
const origin = 'https://documents.invalid';

globalThis.fetch = async (address) => {
  const url = new URL(address.url || address);
  if (url.origin !== origin) return new Response('', { status: 403 });
  try {
    return new Response(fs.readFileSync(decodeURIComponent(url.pathname), 'utf8'), { headers: { 'Content-Type': 'application/yaml' } });
  } catch {
    return new Response('', { status: 404 });
  }
};

// swagger-client says on the console what it thinks of names that stand twice.
console.warn = console.error = () => {};

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

// Schemas of bodies are not looked at when a request is built, and resolving them takes minutes
// in a large document.
function withoutBodySchemas(value, inBody) {
  if (!value || typeof value !== 'object') return;
  for (const [name, member] of Object.entries(value)) {
    if (inBody && name === 'content' && member && typeof member === 'object') {
      for (const media of Object.values(member)) if (media) { delete media.schema; delete media.examples; delete media.example; }
    } else if (name === '$ref' && typeof member === 'string') {
      // A name with a # in it: a fragment has no other one (RFC 3986, section 3.5).
      value.$ref = member.replace(/^([^#]*#.*)$/, (all) => { const [file, ...rest] = all.split('#'); return file + '#' + rest.join('%23'); });
    } else {
      withoutBodySchemas(member, name === 'requestBody' || name === 'requestBodies' || name === 'responses' || inBody && name !== 'parameters');
    }
  }
}

// The schemas that nothing refers to any more go.
function keepUsed(read) {
  const schemas = read.components.schemas || {};
  const used = new Set();
  const visit = (value) => {
    if (!value || typeof value !== 'object' || value === schemas) return;
    for (const [name, member] of Object.entries(value)) {
      const at = name === '$ref' && /^#\/components\/schemas\/([^/]+)/.exec(member);
      const schema = at && decodeURIComponent(at[1]).replace(/~1/g, '/').replace(/~0/g, '~');
      if (at && !used.has(schema)) { used.add(schema); visit(schemas[schema]); }
      visit(member);
    }
  };
  visit(read);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
}

let spec;

async function open(file) {
  // json: a later key of the same name replaces an earlier one.
  const read = yaml.load(fs.readFileSync(file, 'utf8'), { json: true, schema: yaml.JSON_SCHEMA });
  withoutBodySchemas(read, false);
  delete read.webhooks;
  if (read.components) {
    for (const kind of ['examples', 'callbacks', 'links']) delete read.components[kind];
    keepUsed(read);
  }
  spec = (await SwaggerClient.resolve({ spec: read, baseDoc: origin + file })).spec;
  return {};
}

// The first server with https is the project's choice (README, "Servers"), be it by a variable that
// may be https: its own address, and the one that relative ones count from.
function serverOf(servers, base) {
  for (const s of servers || []) {
    const values = {};
    for (const [name, v] of Object.entries(s.variables || {})) values[name] = v.default === 'http' && (v.enum || []).includes('https') ? 'https' : v.default;
    let address = '';
    try { address = new URL(s.url.replace(/\{([^{}]*)\}/g, (all, name) => values[name] ?? all), base || undefined).href; } catch { /* no address */ }
    if (address.startsWith('https:')) return { url: s.url, values, server: s };
  }
}

const addressOf = (s) => s && SwaggerClient.getBaseUrl({ spec: { openapi: '3.0.0', servers: [s.server] }, serverVariables: s.values });

async function build({ path, method, baseURL, parameters, body, mediaType }) {
  const item = spec.paths[path];
  // One operation, with a name that no other has: swagger-client finds it by that. Of its path it
  // reads no variables where that has a character that a URL can't hold, which is encoded here, or a
  // fragment, which no request has (RFC 9110, section 7.1).
  const only = { ...item };
  for (const other of methods) if (other !== method) delete only[other];
  const operation = only[method] = { ...item[method], operationId: 'it' };
  // An operation's parameter overrides its path's of the same name; with swagger-client it is the other
  // way round.
  const same = (a, b) => a.in === b.in && a.name === b.name;
  operation.parameters = [...operation.parameters || [], ...(item.parameters || []).filter((p) => !(operation.parameters || []).some((o) => same(o, p)))];
  delete only.parameters;
  const encoded = path.split('#')[0].split(/(\{[^{}]*\})/).map((part, i) => i % 2 ? part : encodeURI(part).replace(/%25/g, '%')).join('');
  const base = baseURL || addressOf(serverOf(spec.servers));
  const own = [operation.servers, item.servers].find((l) => Array.isArray(l) && l.length > 0);
  const server = serverOf(own, base + '/');
  const chosen = server || serverOf(spec.servers) || {};
  const inBody = spec.swagger && operation.parameters.find((p) => p.in === 'body');
  if (inBody && 'body' in parameters) parameters = { ...parameters, ['body.' + inBody.name]: parameters.body };
  const request = SwaggerClient.buildRequest({
    spec: { ...spec, paths: { [encoded]: only }, servers: spec.servers }, operationId: 'it', parameters, requestBody: body, requestContentType: mediaType,
    scheme: 'https', server: chosen.url, serverVariables: chosen.values, contextUrl: base + '/', baseURL: server ? undefined : baseURL,
  });
  const answer = { url: request.url, method: request.method, headers: {} };
  for (const [name, value] of Object.entries(request.headers)) answer.headers[name] = String(value);
  if (request.formdata) {
    answer.parts = [];
    for (const [name, value] of request.formdata) {
      answer.parts.push(typeof value === 'string' ? [name, value, ''] : [name, await value.text(), value.type]);
    }
  } else if (request.body !== undefined) {
    answer.body = request.body;
  }
  return answer;
}

async function main() {
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    let answer;
    try {
      answer = question.open ? await open(question.open) : await build(question);
    } catch (error) {
      answer = { error: error.message };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
}

main();
