// Writes the types of all events' details, by their detail type:
// node types.mjs cdk.out/Api.events.json events.d.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';

const object = () => ({ type: 'object', properties: {}, required: [], additionalProperties: false });
const [from, to] = process.argv.slice(2);
const { operations, $defs } = JSON.parse(readFileSync(from, 'utf8'));
const details = object();
for (const { detailType, fields = [] } of operations) {
  details.properties[detailType] = object();
  details.required.push(detailType);
  for (const { field, schema, required, description } of fields) {
    // "filter.status" is the member status of the member filter.
    const names = field.split('.');
    const last = names.pop();
    let at = details.properties[detailType];
    for (const name of names) at = at.properties[name] ??= object();
    at.properties[last] = { ...schema, ...(description && { description }) };
    if (required) at.required.push(last);
  }
}
writeFileSync(to, await compile({ ...details, $defs }, 'Details'));
