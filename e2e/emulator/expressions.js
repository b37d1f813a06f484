// JSONata as Step Functions has it: a line of JSON is a question, the next line its answer.
//
//   {"parse": [text, …]}                               {"problems": [text or null, …]}
//   {"evaluate": [text, …], "bindings": …, "now": ms}  {"answers": [{"value": …}, {"error": text} or {}, …]}
//
// {} is JSONata's undefined. An object or array of the bindings that comes through untouched is
// answered as {MARK: [its keys]}, so that nothing of it (numbers, the order of its keys) changes.
'use strict';

const MARK = '\u0000untouched';
const DEPTH = 100; // of an expression that AWS evaluates
// AWS gives an expression a second; here it is of this process's own time, and another in its test.
const SECONDS = Number(process.env.EXPRESSION_SECONDS ?? 1);

// The clock is that of the execution, whose waits take no time here.
let clock = 0;
globalThis.Date = class extends Date {
  constructor(...args) { super(...(args.length ? args : [clock])); }
  static now() { return clock; }
};
const crypto = require('crypto');
const jsonata = require('jsonata');

// Step Functions' own functions; $eval is none of them.
const functions = {
  parse: JSON.parse,
  uuid: () => crypto.randomUUID(),
  random: (seed) => seed === undefined ? Math.random() : parseInt(digest(seed, 'sha256').slice(0, 12), 16) / 2 ** 48,
  hash: (value, algorithm) => digest(value, algorithm.replace('-', '').toLowerCase()),
  range: (from, to, step) => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step),
  partition: (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size)),
};

function digest(value, algorithm) {
  return crypto.createHash(algorithm).update(typeof value === 'string' ? value : JSON.stringify(value)).digest('hex');
}

const compiled = new Map();
let depth, began;

function compile(text) {
  if (!compiled.has(text)) {
    const expression = jsonata(text);
    for (const [name, implementation] of Object.entries(functions)) expression.registerFunction(name, implementation);
    expression.assign('eval', undefined);
    expression.assign(Symbol.for('jsonata.__evaluate_entry'), enter);
    expression.assign(Symbol.for('jsonata.__evaluate_exit'), () => { depth--; });
    if (compiled.size > 1000) compiled.clear();
    compiled.set(text, expression);
  }
  return compiled.get(text);
}

let entered = 0;
function enter() {
  if (++depth > DEPTH) throw new Error(`Stack overflow error: Depth=${depth} max=${DEPTH}`);
  if (++entered % 200 === 0 && spent() > SECONDS * 1e6) throw new Error(`Expression evaluation timeout: ${SECONDS} s`);
}

function spent() {
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

// What AWS refuses when a machine is created: what doesn't parse, a name that would be looked up
// in a document, and $$, that document: there is none.
function problem(text) {
  try {
    return look(jsonata(text).ast());
  } catch (error) {
    return message(error);
  }
}

function look(node) {
  if (!node || typeof node !== 'object') return null;
  if (node.type === 'variable' && node.value === '$') return '$$ is not supported';
  if (node.type === 'lambda') return null;
  if (node.type === 'path') {
    const [first] = node.steps;
    return first.type === 'name' ? `the name ${first.value} stands for nothing` : look(first);
  }
  for (const key of ['lhs', 'rhs', 'expressions', 'arguments', 'condition', 'then', 'else']) {
    for (const child of [node[key]].flat(2)) {
      const found = look(child);
      if (found) return found;
    }
  }
  return null;
}

function message(error) {
  return error.code ? `${error.code}: ${error.message}` : String(error.message ?? error);
}

// remember gives each object and array of the bindings its place.
function remember(value, parent, key, places) {
  if (value === null || typeof value !== 'object') return;
  places.set(value, { parent, key });
  if (Array.isArray(value)) value.forEach((item, i) => remember(item, value, i, places));
  else for (const name of Object.keys(value)) remember(value[name], value, name, places);
}

function mark(value, places) {
  if (typeof value === 'function' || value?._jsonata_function || value?._jsonata_lambda) throw new Error('a function is no JSON');
  if (value === null || typeof value !== 'object') return value;
  if (places.has(value)) {
    const keys = [];
    for (let place = places.get(value); place.parent !== undefined; place = places.get(place.parent)) keys.unshift(place.key);
    return { [MARK]: keys };
  }
  if (Array.isArray(value)) return Array.from(value, (item) => mark(item, places));
  return Object.fromEntries(Object.keys(value).map((name) => [name, mark(value[name], places)]));
}

async function evaluate({ evaluate: texts, bindings, now }) {
  const places = new Map();
  remember(bindings, undefined, undefined, places);
  const answers = [];
  for (const text of texts) {
    clock = now;
    depth = 0;
    began = process.cpuUsage();
    try {
      const value = await compile(text).evaluate(undefined, bindings);
      answers.push(value === undefined ? {} : { value: mark(value, places) });
    } catch (error) {
      answers.push({ error: message(error) });
    }
  }
  return { answers };
}

(async () => {
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    const answer = question.parse ? { problems: question.parse.map(problem) } : await evaluate(question);
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
})();
