"""How to come to each page of which a picture is taken."""

from collections.abc import Callable, Mapping

from playwright.sync_api import FilePayload, Page, expect

from accounts.roles import Role
from attendance.queries.registers.frame import register_frame
from attendance.services.marks import MarkChange, save_marks
from schools.calendar import Session
from tests.screens.scenes import Scene

Way = Callable[[Page, Scene], None]
IMPORT_FILE = """\
UPN,Mark,Mark date,AM/PM
A000000000000,/,31/02/2027,AM
B000000000000,H,01/03/2027,PM
"""


def at(path: str) -> Way:
    """An address of the scene's school."""

    def go(page: Page, scene: Scene) -> None:
        page.goto(path.format(school=scene.school.slug))

    return go


def of_register(part: str) -> Way:
    """This morning's register, or one of its parts."""

    def go(page: Page, scene: Scene) -> None:
        page.goto(scene.register(part))

    return go


def register_half_taken(page: Page, scene: Scene) -> None:
    """Two thirds of the class marked by keyboard, with a few late and away."""
    page.goto(scene.register())
    for key in "///n///l//////n//////":
        page.keyboard.press(key)
    expect(page.locator("[data-save-state]")).to_contain_text("All marks saved")


def register_with_a_conflict(page: Page, scene: Scene) -> None:
    """The office marks a pupil I while the teacher, on an older page, marks N."""
    page.goto(scene.register())
    row = page.locator(".rg-row[data-code='']:has(.rg-marks)").first
    pupil = int(row.get_attribute("data-pupil") or 0)
    officer = scene.person(Role.OFFICER)
    frame = register_frame(scene.group, scene.now.date(), Session.AM, today=scene.now.date())
    save_marks(frame, [MarkChange(pupil, "I", 0)], by=officer, office=True, at=scene.now)
    row.locator("[type=radio]").first.focus()
    page.keyboard.press("n")
    expect(page.locator("[data-clash]")).to_be_visible()


def register_without_a_network(page: Page, scene: Scene) -> None:
    """Marks that wait on the tablet until the network is back."""
    page.goto(scene.register())
    page.context.set_offline(True)
    page.locator(".rg-row:has(.rg-marks) [type=radio]").first.focus()
    for key in "/l/":
        page.keyboard.press(key)
    expect(page.locator("[data-save-state]")).to_contain_text("not sent")


def amending_yesterday(page: Page, scene: Scene) -> None:
    """The form that amends a mark of the school day before."""
    page.goto(scene.register(on=scene.yesterday))
    page.get_by_role("link", name="Amend").nth(2).click()


def history_of_yesterday(page: Page, scene: Scene) -> None:
    """The register of the school day before, after a mark was amended."""
    amending_yesterday(page, scene)
    page.get_by_label("New code").select_option("M")
    page.get_by_label("Reason").select_option("Reason for absence now known")
    page.get_by_label("In your words").fill("Dentist, card shown")
    page.get_by_role("button", name="Change the mark").click()
    page.get_by_role("link", name="History of changes").click()


def submitted_register(page: Page, scene: Scene) -> None:
    """A register that is in."""
    page.goto(scene.register(on=scene.yesterday))


def pupil(page: Page, scene: Scene) -> None:
    """The pupil of the class who is away most."""
    page.goto(f"/{scene.school.slug}/pupils/{scene.often_away().pk}/")


def record(page: Page, scene: Scene) -> None:
    """The admission register's entry of the same pupil."""
    page.goto(f"/{scene.school.slug}/pupils/{scene.often_away().pk}/record/")


def import_with_faults(page: Page, scene: Scene) -> None:
    """The report of a file of marks that cannot be brought in."""
    page.goto(f"/{scene.school.slug}/import/")
    file = FilePayload(name="marks.csv", mimeType="text/csv", buffer=IMPORT_FILE.encode())
    page.locator("input[type=file]").set_input_files([file])
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def calling(page: Page, scene: Scene) -> None:
    """The call list with the panel of its first call open."""
    page.goto(f"/{scene.school.slug}/contact/")
    page.locator("[data-call]").first.click()
    expect(page.get_by_label("What was said")).to_be_visible()


def telling_the_lead(page: Page, scene: Scene) -> None:
    """The safeguarding lead is told of the first pupil of the call list."""
    page.goto(f"/{scene.school.slug}/contact/")
    page.get_by_role("link", name="Tell DSL").first.click()
    page.get_by_label("What worries you").fill("Nobody answers, and the aunt knows nothing")
    page.get_by_role("button", name="Tell the DSL").click()


def deciding(page: Page, scene: Scene) -> None:
    """The oldest of whom the lead was told."""
    page.goto(f"/{scene.school.slug}/escalations/")
    page.locator("#to-decide li a").first.click()


def late_at_the_desk(page: Page, scene: Scene) -> None:
    """The first pupil of the call list comes late, and is signed in by the name and Enter."""
    page.goto(f"/{scene.school.slug}/contact/")
    name = page.locator("[data-calls] th[scope=row] a").first.inner_text()
    page.goto(f"/{scene.school.slug}/desk/")
    page.get_by_label("Name of the pupil").fill(name)
    expect(page.locator(".is-next")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#desk-arrivals li").first).to_be_visible()


def kiosk(page: Page, scene: Scene) -> None:
    """Where pupils sign themselves in; from then on this browser opens nothing else."""
    page.goto(f"/{scene.school.slug}/desk/kiosk/")
    page.get_by_role("button", name="Start the kiosk on this device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Late? Sign in here")


def visit(page: Page, scene: Scene) -> None:
    """A visit as the visitor opens it at the door."""
    page.goto(f"/{scene.school.slug}/visits/")
    page.locator(".list a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


PUBLIC: Mapping[str, Way] = {"sign-in": at("/account/login/"), "404": at("/no/such/page/")}
OF_THE_TEACHER: Mapping[str, Way] = {
    "today-teacher": at("/{school}/"),
    "register": register_half_taken,
    "register-conflict": register_with_a_conflict,
    "register-offline": register_without_a_network,
    "register-print": of_register("register_print"),
    "lessons": at("/{school}/lessons/"),
    "evacuation": at("/{school}/evacuation/"),
    "403": at("/{school}/people/"),
    "me": at("/me/"),
    "gallery": at("/components/"),
}
OF_THE_OFFICER: Mapping[str, Way] = {
    "today-officer": at("/{school}/"),
    "registers": at("/{school}/registers/"),
    "register-submitted": submitted_register,
    "amend": amending_yesterday,
    "history": history_of_yesterday,
    "pupils": at("/{school}/pupils/"),
    "figures": at("/{school}/figures/"),
    "figures-explained": at("/{school}/figures/explain/?figure=persistent"),
    "pupil": pupil,
    "planned": at("/{school}/planned/"),
    "planned-part-time": at("/{school}/planned/?view=part-time"),
    "trip": at("/{school}/planned/trip/"),
    "bulk": at("/{school}/registers/bulk/"),
    "closure": at("/{school}/registers/closure/"),
    "desk": at("/{school}/desk/"),
    "missing-from-lesson": at("/{school}/lessons/missing/"),
    "scrutiny": at("/{school}/scrutiny/"),
    "census": at("/{school}/scrutiny/census/"),
    "sixth-form": at("/{school}/scrutiny/sixth-form/"),
    "audit-packs": at("/{school}/registers/packs/"),
    "call-list": at("/{school}/contact/"),
    "call": calling,
    "n-codes": at("/{school}/codes/n/"),
    "steps": at("/{school}/contact/steps/"),
    "not-seen": at("/{school}/contact/unseen/"),
    "hand-over": at("/{school}/contact/hand-over/"),
    "told": telling_the_lead,
    "lates": at("/{school}/lates/"),
    "gate": at("/{school}/lates/tomorrow/"),
    "never-signed-in": at("/{school}/lates/lessons/"),
    "desk-late": late_at_the_desk,
    # The last: its browser opens nothing else.
    "kiosk": kiosk,
}
OF_THE_LEAD: Mapping[str, Way] = {
    "today-lead": at("/{school}/"),
    "told-to-the-dsl": at("/{school}/escalations/"),
    "decision": deciding,
    "visits": at("/{school}/visits/"),
    "visit": visit,
}
OF_THE_ADMINISTRATOR: Mapping[str, Way] = {
    "import": at("/{school}/import/"),
    "import-run": import_with_faults,
    "people": at("/{school}/people/"),
    "set-up": at("/{school}/setup/"),
    "set-up-school": at("/{school}/setup/school/"),
    "calendar": at("/{school}/setup/calendar/"),
    "calendar-year": at("/{school}/setup/calendar/2026/"),
    "checks": at("/{school}/setup/checks/"),
    "groups": at("/{school}/setup/groups/"),
    "timetable": at("/{school}/setup/timetable/"),
    "values": at("/{school}/setup/values/"),
    "staff": at("/{school}/setup/staff/"),
    "siblings": at("/{school}/setup/siblings/"),
    "duplicates": at("/{school}/setup/duplicates/"),
    "cover": at("/{school}/cover/"),
    "year-end": at("/{school}/setup/year-end/"),
    "today-administrator": at("/{school}/"),
    "record": record,
}
