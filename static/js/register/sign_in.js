// Signing in again in a small window, while the register stays open behind it with its marks.
// A frame is no way: no page of Daymark may stand in one.
export const SIGN_IN = "daymark-sign-in";
const CHANNEL = "daymark-signed-in";
const LOOKS = "popup,width=480,height=720";

// Where the browser opens no window, the link opens a page of its own under the same name.
export function openSignIn(event, url) {
  if (window.open(url, SIGN_IN, LOOKS)) event.preventDefault();
}

// In that window, once somebody is signed in: tell the register who, and close.
export function tellSignedIn(user) {
  if (window.name !== SIGN_IN || !user) return;
  if (window.BroadcastChannel) new BroadcastChannel(CHANNEL).postMessage(user);
  window.close();
}

export function whenSignedIn(act) {
  if (!window.BroadcastChannel) return;
  new BroadcastChannel(CHANNEL).addEventListener("message", (event) => act(event.data));
}
