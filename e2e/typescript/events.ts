import type { Details } from './details.js';

// An entry of PutEvents; the compiler knows the fields of each event.
export function entry<T extends keyof Details>(detailType: T, detail: Details[T]) {
  return { EventBusName: 'FootballAPI-Api', Source: 'my.trainer', DetailType: detailType, Detail: JSON.stringify(detail) };
}

entry('Add Player Injury', { playerId: '7', message: { type: 'hamstring', injuryDate: '2023-10-24' } });
// @ts-expect-error: playerId is missing
entry('Add Player Injury', { message: { type: 'hamstring', injuryDate: '2023-10-24' } });
// @ts-expect-error: there is no such event
entry('Add Player Injry', {});
