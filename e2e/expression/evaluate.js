// Evaluates expressions as Step Functions does: a line of JSON is a question, the next line its
// answer.
//
//   {"definition": …}                                 {"problems": [text, …]}
//   {"expression": text, "bindings": {name: value}}   {"value": …, "depth": n, "milliseconds": n} or {"error": text, …}
'use strict';

const jsonata = require('jsonata');
const validate = require('asl-validator');

const expressions = new Map();
let depth = 0, deepest = 0;

// The hooks count what AWS limits to 100.
function compile(text) {
  const compiled = jsonata(text);
  compiled.assign(Symbol.for('jsonata.__evaluate_entry'), () => { deepest = Math.max(deepest, ++depth); });
  compiled.assign(Symbol.for('jsonata.__evaluate_exit'), () => { depth--; });
  expressions.set(text, compiled);
  return compiled;
}

async function evaluate({ expression, bindings }) {
  depth = deepest = 0;
  const began = process.cpuUsage();
  const answer = {};
  try {
    const compiled = expressions.get(expression) || compile(expression);
    answer.value = await compiled.evaluate({}, bindings);
  } catch (error) {
    answer.error = error.message;
  }
  const { user, system } = process.cpuUsage(began);
  return { ...answer, depth: deepest, milliseconds: (user + system) / 1000 };
}

async function main() {
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    const answer = question.definition
      ? { problems: validate(question.definition).errors.map((e) => JSON.stringify(e)) }
      : await evaluate(question);
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
}

main();
