// The page at the door: a press that does not arrive is kept in this page alone, said, and tried again.
import { openSignIn, whenSignedIn } from "./register/sign_in.js";
