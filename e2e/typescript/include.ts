import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';

// CfnInclude refuses an event pattern that is a text, which one with null has to be, and takes a
// function that gives the text.
export function includeTemplate(stack: Stack, path: string): CfnInclude {
  const template = JSON.parse(readFileSync(path, 'utf8'));
  for (const { Type, Properties } of Object.values<any>(template.Resources)) {
    if (Type === 'AWS::Events::Rule' && typeof Properties.EventPattern === 'string') {
      Properties.EventPattern = { 'Fn::Join': ['', [Properties.EventPattern]] };
    }
  }
  const templateFile = join(App.of(stack)!.outdir, `${stack.stackName}.included.json`);
  writeFileSync(templateFile, JSON.stringify(template));
  return new CfnInclude(stack, 'Api', { templateFile });
}
