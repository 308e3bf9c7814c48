// Undo and redo for the whole sitting. A step is a list of changes, so that a bulk fill is one step.

export class Past {
  constructor() {
    this.done = [];
    this.undone = [];
  }

  // changes: [{ row, from: { code, minutes }, to: { code, minutes } }]
  add(changes) {
    this.done.push(changes);
    this.undone = [];
  }

  undo() {
    const step = this.done.pop();
    if (step) this.undone.push(step);
    return (step || []).filter(({ row }) => row.open).map(({ row, from }) => ({ row, value: from }));
  }

  redo() {
    const step = this.undone.pop();
    if (step) this.done.push(step);
    return (step || []).filter(({ row }) => row.open).map(({ row, to }) => ({ row, value: to }));
  }

  // A row that somebody else changed has no past here any more.
  forget(row) {
    const without = (steps) => steps.map((step) => step.filter((change) => change.row !== row)).filter((step) => step.length);
    this.done = without(this.done);
    this.undone = without(this.undone);
  }
}
