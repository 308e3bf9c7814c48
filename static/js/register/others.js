// What other people change meanwhile: marks that newly stand, and marks that differ from one pressed here.

const POLL = 20000;

export class Others {
  constructor(sheet, queue, url, version) {
    Object.assign(this, { sheet, queue, url, version });
    setInterval(() => this.look(), POLL);
  }

  // The row turns amber with both facts and two buttons; every other row goes on saving.
  // `mine`: what was pressed here, as it was sent.
  clash(row, conflict, mine) {
    if (!row) return;
    const { clock } = this.queue;
    const css = this.sheet.codes.get(mine.code)?.css;
    const pressed = { ...mine, css, at: mine.client_time && clock.words(mine.client_time) };
    row.showClash({ ...conflict, mine: pressed }, () => this.settle(row, false), () => this.settle(row, true));
    row.tabbable(row === this.sheet.current);
    this.sheet.past.forget(row);
    this.sheet.bar.say(`${row.name}: ${row.clash.words}`);
  }

  settle(row, mine) {
    const { theirs, their_version: version, theirs_minutes: minutes, mine: pressed } = row.clash;
    row.adopt({ code: theirs, version, minutes });
    if (mine && row.hereButton) this.sheet.here(row);
    else if (mine) this.sheet.press(row, pressed.code, pressed.minutes);
    const left = this.sheet.clashes.length;
    if (!this.queue.size && !left) this.sheet.bar.state("good", "cloud-check", `${theirs || "Blank"} kept`);
    row.tabbable(row === this.sheet.current);
    this.sheet.count();
    row.focus();
  }

  async look() {
    if (document.hidden || this.queue.size) return;
    const headers = { Accept: "application/json", "X-Refresh": "1" };
    const response = await fetch(`${this.url}?since=${this.version}`, { headers, cache: "no-store" }).catch(() => null);
    if (!response || response.status !== 200 || response.redirected) return;
    this.take(await response.json());
  }

  take({ marks, version }) {
    const { sheet } = this;
    const busy = sheet.list.contains(document.activeElement) ? sheet.current : null;
    let left = false;
    for (const mark of marks) {
      const row = sheet.byPupil.get(mark.pupil);
      if (!row || row.clash || this.queue.holds(row.pupil) || row.version === mark.version) continue;
      // A row under somebody's finger waits for a later look, so the version stays where it is.
      if (row === busy) left = true;
      else this.adopt(row, mark);
    }
    if (version && !left) this.version = version;
    sheet.count();
  }

  adopt(row, mark) {
    row.adopt(mark, mark.at);
    row.tabbable(row === this.sheet.current);
    this.sheet.past.forget(row);
    this.sheet.bar.say(`${row.name}, ${this.sheet.words(mark.code)}, changed by someone else`);
  }
}
