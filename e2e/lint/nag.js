// cdk-nag's AwsSolutions rules over CloudFormation templates: a line of JSON for each finding.
//
//   node nag.js FILE…      {"file", "rule", "resource", "detail"}
'use strict';

const path = require('path');
const { App, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

for (const file of process.argv.slice(2)) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  new CfnInclude(stack, 'Template', { templateFile: file });
  for (const violation of new AwsSolutionsChecks(app).validateScope(app).violations) {
    for (const at of violation.violatingConstructs || violation.violatingResources || [{}]) {
      process.stdout.write(JSON.stringify({
        file: path.basename(file), rule: violation.ruleName, resource: (at.constructPath || at.resourceLogicalId || '').split('/').pop(), detail: violation.description,
      }) + '\n');
    }
  }
}
