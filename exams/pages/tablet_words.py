"""What the modules in static/js/tablet say, beside the marking screen's own words; a test holds them together."""

from typing import Any

from exams.pages.marking import both_forms, words_of
from foundation.messages import Message, say, say_many

SENTENCES: tuple[Message, ...] = (
    # app.js
    say("Sign in"),
    say(
        "Marking without network needs https. On this address nothing is kept for later: ask your "
        "administrator for the right one."
    ),
    say("The clock of this tablet was set back. Set it right: the names here go by the real time."),
    say("Save as a file"),
    say("There is hardly any room left on this tablet. Make room, and save what is not sent as a file."),
    say("Sending what waits here…"),
    say("Load again"),
    say("Update now"),
    say("A new version is ready. It starts by itself when everything is sent and no exam is open."),
    say(
        "By the clock of this tablet the agreed time is over, so the names are hidden. What is not sent is kept. Find "
        "network today: otherwise the names go from this tablet."
    ),
    say("You are signed out. Everything is kept on this tablet. Sign in again to send it."),
    say("Nobody is signed in on this tablet."),
    say(
        "An administrator shut this tablet out. The names are gone from it, and nothing is sent. What is not "
        "sent is still here, locked: sign in and save it as a file for the coordinator."
    ),
    say(
        "An administrator shut this tablet out. The names are gone from it, and nothing is sent. What is not sent is "
        "still here: save it as a file for the coordinator."
    ),
    say_many(
        "%(count)s locked here: sign in to save it as a file",
        "%(count)s locked here: sign in to save them as a file",
        0,
    ),
    say("The names of candidates are gone from this tablet: an administrator shut it out."),
    say(
        "Somebody else is signed in now. The names of the one before are gone from this tablet; what was not "
        "sent stays, locked."
    ),
    say(
        "By the clock of this tablet the agreed time is over for long. The names of candidates are gone from this "
        "tablet; what was not sent stays, locked. Find network and prepare it again to go on."
    ),
    say(
        "The agreed time is over. The names of candidates are gone from this tablet; what was not sent stays,"
        " locked. Prepare it again to go on."
    ),
    say_many(
        "%(count)s waits here since %(since)s. Find network today, or save it as a file.",
        "%(count)s wait here since %(since)s. Find network today, or save them as a file.",
        0,
    ),
    say_many("%(count)s of another examiner locked here", "%(count)s of another examiner locked here", 0),
    say("Nothing waits here"),
    say_many("%(count)s locked here: sign in to send it", "%(count)s locked here: sign in to send them", 0),
    say_many(
        "%(count)s change of another examiner waits here, locked. It is sent when that examiner signs in on this "
        "tablet.",
        "%(count)s changes of another examiner wait here, locked. They are sent when that examiner signs in on this "
        "tablet.",
        0,
    ),
    # day-view.js
    say("Begin"),
    say("Go on"),
    say("See the sheet"),
    say("%(exam)s, practice"),
    say_many("%(count)s needs your decision", "%(count)s need your decision", 0),
    say_many("%(count)s not sent since %(since)s", "%(count)s not sent since %(since)s", 0),
    # day.js
    say("Did not come"),
    say("Stopped"),
    say("In progress: %(marked)s of %(total)s"),
    say("Planned"),
    say("You no longer examine this candidate"),
    say("You no longer examine this candidate."),
    say("Signed here, not sent yet"),
    say("Stopped here, not sent yet"),
    say("Did not come: noted here, not sent yet"),
    say("Signed, compare marks"),
    say("Signed"),
    # preparing-view.js
    say("Prepare again"),
    say("Prepare this tablet"),
    say("Prepared for %(name)s on %(when)s. The names stay here until %(until)s."),
    say("Sign in first. Then prepare this tablet."),
    say("This tablet is shut out. Ask an administrator to let it in again; until then it cannot be prepared."),
    say("An administrator shut this tablet out. Nothing new is given to it."),
    say("There is no room left on this tablet. Remove something else from it, and prepare again."),
    say("The server could not be reached. What was on this tablet is still there. Try again with network."),
    # preparing.js
    say("Making room on this tablet…"),
    say("Keeping the app on this tablet…"),
    say("Asking for your exams…"),
    say_many("Keeping %(count)s exam…", "Keeping %(count)s exams…", 0),
    say("This tablet is ready."),
    say("The app opens without network."),
    say("The app is not kept on this tablet yet: stay on this page, or prepare again."),
    say("There are no exams for you today or tomorrow."),
    say_many("%(exam)s: %(count)s candidate", "%(exam)s: %(count)s candidates", 0),
    say("Only %(size)s is free on this tablet. Make room before you take photos."),
    say("This browser promised to keep what is on this tablet."),
    say("This browser may clear what is not used for a week. Send what you marked on the same day."),
    # signing-out.js
    say(
        "The names are gone from this tablet. Without network the server could not be told that you leave: that "
        "happens by itself as soon as there is network. Do not hand this tablet on before that."
    ),
    # tablet-view.js
    say("Look for a newer version"),
    say("Looking for a new version…"),
    say("The new version starts as soon as no exam is open in another window."),
    say("This is the newest version."),
    say("This is version %(build)s."),
    say("Prepared for"),
    say("Nobody"),
    say("Prepared on"),
    say("Names stay until"),
    say("Code in the list of tablets"),
    say("What is kept here"),
    say("Free space"),
    say("Encryption"),
    say("Names and marks are encrypted."),
    say("Nothing is encrypted: this address has no https."),
    say("Nothing: this browser cannot keep marks."),
    say("Everything stays here until it is sent. This browser promised that."),
    say("This browser may clear what is not used for a week."),
    say(
        "On an iPad, tap Share and then Add to Home Screen. Otherwise the iPad clears what is kept here when "
        "it is not opened for a week."
    ),
    say("As an app it opens with one tap, also without network."),
    say_many(
        "%(count)s change of another examiner stays here, locked, also when you sign out.",
        "%(count)s changes of another examiner stay here, locked, also when you sign out.",
        0,
    ),
    # unsent-list.js
    say("This mark is NOT SAVED: this tablet could not keep it."),
    say("Step %(number)s: %(words)s"),
    say("The server has another mark. %(how)s Both marks are kept until you choose."),
    say("Marked differently on another device. Both marks are kept until you choose."),
    say("The server did not take it."),
    say("A candidate whose exam is not on this tablet"),
    say_many("%(count)s photo not sent yet", "%(count)s photos not sent yet", 0),
    # unsent-view.js
    say("Sending…"),
    say("What needs your decision"),
    say("What the server did not take"),
    say("Saved as %(name)s. The server has all that is in it."),
    say("The file could not be saved."),
    say("Saved as %(name)s. Give it to the coordinator. What is in it stays here until the server has it."),
    say("Saving file %(number)s of %(count)s. If the browser asks, let it save more than one file."),
    say(
        "Saved as %(count)s files: %(name)s. Give all of them to the coordinator, who takes in the first one first. "
        "What is in them stays here until the server has it."
    ),
    say("Deleted. Nothing of yours waits on this tablet any more."),
    say_many(
        "%(count)s change waits on this tablet. Every tap, remark, pause and photo is one.",
        "%(count)s changes wait on this tablet. Every tap, remark, pause and photo is one.",
        0,
    ),
    say("Of whoever marked here before"),
    say("Of another examiner"),
    say("Back to %(name)s"),
    say("Sent."),
    say("Sign in again to send it."),
    say("It is being sent."),
    say("The server could not be reached. It is tried again by itself."),
    # one candidate: signing, stopping, not coming
    say("The server did not take your signature: %(reason)s The sheet is open again."),
    say("You can sign when every step has a mark."),
    say("Decide at the step which mark stands."),
    say("The coordinator has it. Look at the step before you sign."),
    say("Write it at the step. You can sign when it is there."),
    say("No remark says why"),
    say("A candidate who fails on a critical step will want to know why. Write a remark there."),
    say("Look whether they are as you mean them: your name stands under them too."),
    say_many("%(count)s mark came another way. %(how)s", "%(count)s marks came another way. %(how)s", 0),
    say("%(time)s, %(over)s over time"),
    say("Confirm this before you sign."),
    say("There is no network now. Try again when there is."),
    say("This candidate did not come."),
    say("Signed here. It is sent when there is network."),
    say("Signed, and the server has it."),
    say_many("%(count)s step is not yet marked", "%(count)s steps are not yet marked", 0),
    say_many(
        "%(count)s step was marked differently on two devices",
        "%(count)s steps were marked differently on two devices",
        0,
    ),
    say_many("The server did not take %(count)s mark", "The server did not take %(count)s marks", 0),
    say_many("%(count)s mark asks for a remark that says why", "%(count)s marks ask for a remark that says why", 0),
    say("Stopped here. That is sent when there is network."),
    say("Noted here. That is sent when there is network."),
)


def tablet_words(language: str) -> dict[str, Any]:
    """What the app says, in this language and the words in force: its own, and those of marking."""
    of_marking = words_of(language)
    return {sentence.text: both_forms(sentence) for sentence in SENTENCES} | of_marking if of_marking else {}
