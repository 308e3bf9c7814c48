// What the page shows of saving: sent, waiting for the network, signed out, refused; and what a save answered.
import { show, shut } from "./bar.js";
import { areWaiting, device } from "./store.js";

const signIn = document.getElementById("sign-in");

export class States {
  constructor(form, sheet, queue, others) {
    Object.assign(this, { form, sheet, queue, others, bar: sheet.bar });
  }

  saving() {
    if (this.queue.since) this.waiting();
    else this.bar.state("", "cloud-up", "Saving");
  }

  saved({ saved_at: at, problems = [] }) {
    const clashes = this.sheet.clashes.length;
    // A row that was refused says so itself, and shows again what the server holds.
    const stale = problems.find(({ message }) => message.includes("Load the page again"));
    if (clashes) this.bar.state("warn", "cloud-off", `Saved ${at}, ${clashes} to settle`);
    else this.bar.state("good", "cloud-check", `${problems.length ? "Saved" : "All marks saved"} ${at}`);
    if (stale) this.bar.notice(stale.message, { reload: true });
    else if (!this.keepNotice) this.bar.notice("");
    this.keepNotice = false;
    if (signIn.open) shut(signIn);
  }

  unsent() {
    const { size } = this.queue;
    this.bar.state("warn", "cloud-off", size ? `${size} not sent` : "Not submitted yet");
  }

  // The network is gone. Marks go on, wait on this device, and are sent by themselves.
  waiting() {
    const { queue, sheet, bar } = this;
    const { size } = queue;
    const place = queue.store.works ? device : "page";
    const words = size
      ? `${areWaiting(size)} on this ${place}. Keep this page open, they send by themselves.`
      : `Marks that you make now wait on this ${place} and send by themselves. Keep this page open.`;
    const blanks = bar.unmarked ? `${bar.unmarked}. ` : "";
    bar.notice(words, { lead: `${blanks}No connection since ${queue.clock.words(queue.since)}.`, retry: true });
    bar.online(false, queue.wish !== null);
    if (size) this.unsent();
    else bar.state("warn", "cloud-off", "No connection");
    for (const row of sheet.rows) if (queue.holds(row.pupil) && !row.clash) row.wait();
  }

  online() {
    this.bar.notice("");
    this.bar.online(true);
    if (!this.queue.busy) this.bar.state("", "cloud-check", "Connected again");
    this.bar.say("Connected again");
  }

  "sign-in"({ sign_in: url }) {
    this.unsent();
    if (url) signIn.querySelector("a").href = url;
    show(signIn);
  }

  // A shared device: these marks are not this person's. The page that loads says what becomes of them.
  "somebody-else"() {
    const { store } = this.queue;
    this.queue.forget();
    if (store.works) return location.reload();
    return this.bar.notice("Another person has signed in here. Marks that were not sent are not theirs and were removed.", { reload: true });
  }

  refused({ batch, message }) {
    for (const { pupil } of batch.marks) this.sheet.byPupil.get(pupil)?.revert("Not saved");
    this.bar.state("due", "cloud-off", "Not saved");
    this.bar.notice(message || "These marks were not saved. Load the page again", { reload: true });
    this.sheet.count();
  }

  "not-submitted"({ message, first_blank: blank } = {}) {
    const why = this.sheet.clashes.length ? "Settle the amber row, then submit." : "Look at the rows, then submit.";
    this.bar.notice(message || `The register was not submitted. ${why}`, { reload: Boolean(message) && !blank });
    this.keepNotice = true;
    const [clash] = this.sheet.clashes;
    (clash || this.sheet.byPupil.get(blank))?.focus();
  }

  // What a save answered, row by row. A row pressed again meanwhile keeps the newer press.
  take(data, batch) {
    const { sheet, queue } = this;
    const asked = new Map(batch.marks.map((mark) => [mark.pupil, mark]));
    for (const mark of data.marks) this.takeMark(sheet.byPupil.get(mark.pupil), mark, asked.get(mark.pupil), data.saved_at);
    for (const conflict of data.conflicts) {
      const mine = queue.pending.get(conflict.pupil) || asked.get(conflict.pupil);
      queue.pending.delete(conflict.pupil);
      this.others.clash(sheet.byPupil.get(conflict.pupil), conflict, mine);
    }
    for (const { pupil, message } of data.problems) {
      sheet.byPupil.get(pupil)?.revert(message);
      this.bar.say(message);
    }
    for (const { pupil, message } of data.warnings || []) {
      sheet.byPupil.get(pupil)?.keep(message, "warn");
      this.bar.say(message);
    }
    sheet.count();
  }

  takeMark(row, mark, asked, savedAt) {
    if (!row) return;
    if (asked.here) row.toldOffice();
    if (this.queue.pending.has(mark.pupil)) row.version = mark.version;
    else if (row.version === asked.base_version) row.adopt(mark, savedAt.slice(0, 5));
    else row.restand();
    row.tabbable(row === this.sheet.current);
  }
}
