/** The state machine: properties of arbitrary sequences of events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { initialModel, type MachineModel, transition } from '../src/client/machine.js';
import { events, models, outcome } from './support/machine-models.js';

test('any sequence of events preserves the invariants that pages rely on', () => {
  const names = Object.keys(events);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 40 }), (sequence) => {
      let model = initialModel;
      for (const name of sequence) {
        const event = events[name]!(model);
        let next: MachineModel;
        try {
          [next] = transition(model, event);
        } catch {
          continue;
        }
        const { state } = next;
        assert.ok(Object.isFrozen(state));
        assert.ok(state.step in models);
        assert.equal('delivery' in state, !!next.handshake);
        assert.equal('user' in state, state.step === 'signed-in' || state.step === 'signing-out');
        assert.ok(next === model || next.runId > model.runId || event.type === 'volatile');
        // The typed identifier is cleared only by a sign-out.
        if (model.state.identifier && !state.identifier) assert.ok('user' in model.state);
        assert.ok(!model.state.volatile || state.volatile);
        model = next;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('transitions are pure: the same event gives the same result and mutates nothing', () => {
  for (const model of Object.values(models)) {
    for (const make of Object.values(events)) {
      const before = JSON.stringify(model);
      assert.equal(outcome(model, make(model)), outcome(model, make(model)));
      assert.equal(JSON.stringify(model), before);
    }
  }
});
