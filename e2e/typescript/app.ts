import { App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { includeTemplate } from './include.js';

const app = new App();

// The stack that "cdk deploy" of this project made is there; its bus is known by its name.
const trainer = new Stack(app, 'Trainer');
const bus = EventBus.fromEventBusName(trainer, 'Football', 'FootballAPI-Api');
bus.grantPutEventsTo(new Role(trainer, 'Role', { assumedBy: new AccountRootPrincipal() }));

// Or its template becomes a part of this app.
includeTemplate(new Stack(app, 'Included'), 'FootballAPI.template.json');
