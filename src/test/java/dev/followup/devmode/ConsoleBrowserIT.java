package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.followup.FreePort;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.console.LiveFeed;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.sandbox.clock.SandboxClock;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;

/// The page in a browser, as a person uses it, over a whole development environment.
@QuarkusTest
@TestProfile(ConsoleBrowserIT.Environment.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIf("dev.followup.devmode.Chromium#isInstalled")
class ConsoleBrowserIT {

    private static final Path BOOK = Path.of("target", "console", "rules.yaml");

    private static final List<String> PARTS = List.of("live", "board", "do", "rules", "why");

    private static final String ADD = "Add a lead";

    /// The quality of the pictures, in percent: so that all of them in the README have less than 150 KB.
    private static final int QUALITY = 45;

    /// The property that names the folder of the README's pictures: `-Pbrowser` sets it.
    private static final String PICTURES = "browser.pictures";

    @Inject
    DevEnvironments environments;

    @Inject
    FollowupConfig config;

    @Inject
    InMemoryInbox inbox;

    @Inject
    SandboxClock clock;

    @Inject
    LiveFeed feed;

    private final SandboxCalls sandbox = new SandboxCalls();
    private DevEnvironment environment;
    private ChromeDriver browser;
    private PageDriver page;

    @BeforeAll
    void open() {
        environment = environments.of(config, inbox, clock, feed);
        environment.start(new StartupEvent());
        browser = Chromium.start();
        page = new PageDriver(
                browser, URI.create("http://localhost:" + config.local().gatewayPort()));
        page.size(1280, 900);
        page.scheme("light");
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.quit();
        }
        if (environment != null) {
            environment.close();
        }
        clock.reset();
    }

    @AfterEach
    void nothing_is_complained_of() throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        page.seeNoComplaints();
    }

    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = PICTURES, matches = ".+", disabledReason = "pictures are drawn with -Pbrowser")
    void pictures_are_drawn() throws IOException {
        page.open("do");
        page.choose("Send a message", "Lead", "502");
        page.submit("Send a message");
        page.find(".beside .state-waiting", "Answer the customer");
        addLead("Dog house", "9000");
        addLead("Roof for a barn", "640000");
        page.find(".beside .state-done", "Plan the deal");
        for (var scheme : List.of("light", "dark")) {
            page.scheme(scheme);
            page.size(1280, 860);
            page.open("live");
            page.find("#pane-live .state-done .what", "Call Roof for a barn");
            draw("live-" + scheme);
            page.go("rules");
            page.find(".state.good", "No mistakes");
            replaceInBook("due: 15m", "due: soon");
            page.find(".state.bad li button").click();
            draw("rules-" + scheme);
            page.button("#pane-rules", "Discard the changes").click();
            page.find(".state.good", "No mistakes");
            page.go("do");
            page.find(".beside .event", "Dog house");
            draw("do-" + scheme);
            page.go("board");
            page.find(".task", "Plan the deal");
            draw("board-" + scheme);
            page.go("why");
            page.write("", "Entity", "leads/502");
            page.press(Keys.ENTER);
            page.find("#pane-why .event");
            draw("why-" + scheme);
            page.size(390, 844);
            for (var part : PARTS) {
                page.go(part);
                draw("phone-" + part + "-" + scheme);
            }
        }
        page.scheme("light");
        page.size(1280, 900);
    }

    /// Draws a picture of the page as it is: to look at, and for the README.
    private void draw(String name) throws IOException {
        var all = Files.createDirectories(BOOK.resolveSibling("pictures"));
        var picture = Files.write(all.resolve(name + ".webp"), page.picture(QUALITY));
        if (name.matches("(live|rules)-.*")) {
            Files.copy(
                    picture,
                    Path.of(System.getProperty(PICTURES), "console-" + name + ".webp"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void an_added_lead_becomes_a_task_before_ones_eyes_with_rule_and_reason() {
        page.open("do");
        addLead("Warehouse", "60000");
        page.find(".beside .state-done .what", "Call Warehouse");
        page.go("live");
        page.find("#pane-live .event .state-done .what", "Call Warehouse");
        page.seeEvent(
                "Warehouse",
                "call-new-lead",
                "the event is lead.added and meets all conditions",
                "1 done",
                "Anna Orlova",
                "task 1");
        page.write("", "Entity or name", "warehouse");
        page.find(".counts", "matching event");
        page.seeNone("#pane-live h3", "Website request");
        page.go("board");
        assertThat(page.find(".task", "Call Warehouse").getText()).contains("by call-new-lead", "about leads/");
    }

    @Test
    void who_asks_why_a_small_lead_got_no_task_is_led_to_the_line_of_the_rule() {
        page.open("do");
        addLead("Kennel", "9000");
        page.go("live");
        page.event("Kennel").findElement(By.xpath(".//button[. = 'Why?']")).click();
        var verdict = page.find("#pane-why .verdict", "call-new-lead");
        assertThat(verdict.getText()).contains("lead.price is 9000, rule wants >= 50000");
        verdict.findElement(By.cssSelector("button.line")).click();
        page.find("#pane-rules .lines .chosen");
        assertThat(chosenText()).contains("lead.price: { numeric: [\">=\", 50000] }");
    }

    @Test
    void a_mistake_in_the_book_shows_at_its_line_and_is_mended() throws IOException {
        page.open("rules");
        page.find(".state.good", "No mistakes in 4 rules");
        page.find("#pane-rules", "2 cases of rules.cases.yaml hold");
        replaceInBook("due: 15m", "due: soon");
        var problem = page.find(".state.bad li", "found \"soon\"");
        assertThat(problem.getText()).contains("call-new-lead.then.create-task.due", "2h");
        int line = Files.readAllLines(BOOK).indexOf("          due: 15m") + 1;
        assertThat(page.find(".lines .wrong").getText()).contains(Integer.toString(line));
        assertThat(page.button("#pane-rules", "Save").isEnabled()).isFalse();
        problem.findElement(By.cssSelector("button.line")).click();
        assertThat(chosenText()).contains("due: soon");
        replaceInBook("due: soon", "due: 20m");
        page.find(".state.good", "No mistakes");
        page.button("#pane-rules", "Save").click();
        page.find(".state.good", "Saved");
        assertThat(Files.readString(BOOK)).contains("due: 20m");
    }

    @Test
    void a_mistake_that_an_editor_has_saved_shows_too_and_the_last_valid_rules_stay() throws IOException {
        page.open("rules");
        page.find(".state.good", "No mistakes");
        var book = Files.readString(BOOK);
        Files.writeString(BOOK, book.replace("responsible: 103", "responsible: nobody"));
        page.find(".state.bad li", "plan-big-deal.then.create-task.responsible");
        Files.writeString(BOOK, book);
        page.find(".state.good", "No mistakes");
    }

    @Test
    void an_event_is_put_to_the_book_as_edited() {
        page.open("do");
        addLead("Chalet", "40000");
        page.go("live");
        page.event("Chalet")
                .findElement(By.xpath(".//button[. = 'Try with edited rules']"))
                .click();
        page.find("#pane-rules .verdict", "lead.price is 40000, rule wants >= 50000");
        replaceInBook("[\">=\", 50000]", "[\">=\", 30000]");
        page.button("#pane-rules", "Try").click();
        page.find("#pane-rules .verdict.fires", "fires now, did not before");
        page.button("#pane-rules", "Discard the changes").click();
    }

    @Test
    void after_half_an_hour_a_waiting_action_fires() {
        page.open("do");
        page.choose("Send a message", "Lead", "501");
        page.submit("Send a message");
        page.find(".beside .event:has(.state-waiting)", "leads/501");
        pass("15 minutes");
        assertThat(page.find(".beside .event:has(.state-waiting)", "leads/501").getText())
                .contains("waiting", "until");
        pass("15 minutes");
        pass("1 minute"); // what waits is asked at a full minute
        page.find(".beside .event:has(.state-done)", "leads/501");
    }

    @Test
    void a_task_is_completed_on_the_board() {
        page.open("do");
        addLead("Bakery", "70000");
        page.find(".beside .state-done", "Call Bakery");
        page.go("board");
        var task = page.find(".task", "Call Bakery");
        assertThat(task.findElement(By.xpath("ancestor::section")).getText()).contains("Anna Orlova");
        task.findElement(By.tagName("button")).click();
        page.find(".status", "Completed: Call Bakery");
        page.seeNone(".task", "Call Bakery");
    }

    @Test
    void a_command_waits_while_the_crm_is_away_and_goes_when_it_is_back() {
        page.open("do");
        page.find(".switch", "New tasks are answered 503").click();
        page.find(".switch[aria-checked=true]", "New tasks are answered 503");
        addLead("Lighthouse", "80000");
        page.find(".beside .state-pending .what, .beside .state-sent .what", "Call Lighthouse");
        page.go("live");
        page.seeEvent("Lighthouse", "1 not done yet", "pending", "sent");
        page.go("do");
        page.find(".switch", "New tasks are answered 503").click();
        page.find(".switch[aria-checked=false]", "New tasks are answered 503");
        pass("15 minutes");
        page.find(".beside .state-done", "Call Lighthouse");
    }

    @Test
    void a_lead_that_is_named_like_markup_is_text() {
        var name = "<img src=x onerror=document.title='hacked'><script>document.title='hacked'</script>";
        page.open("do");
        addLead(name, "60000");
        page.find(".beside .event h3", name);
        page.go("live");
        page.find("#pane-live .event h3", name);
        page.find("#pane-live .event .what", "Call " + name);
        page.go("board");
        page.find(".task h4", name).findElement(By.xpath("../button")).click();
        page.find(".status", name);
        page.go("why");
        page.go("rules");
        assertThat(browser.getTitle()).isEqualTo("Followup");
        assertThat(browser.findElements(By.cssSelector("main img, main script")))
                .isEmpty();
    }

    @Test
    void who_opens_the_page_late_sees_what_happened_before_and_a_thousand_events_are_bounded() {
        for (int i = 1; i <= 1000; i++) {
            var facts = new Facts(Map.of("note", Map.of("text", "Note " + i)), Set.of());
            feed.notPlanned(
                    new CrmEvent(
                            EventKind.LEAD_NOTE_ADDED,
                            "demo",
                            new EntityRef(EntityRef.Type.LEADS, 501),
                            clock.instant(),
                            facts,
                            "thousand-" + i),
                    "no rule listens to it");
        }
        page.open("live");
        page.find(".counts", "200 in all");
        page.find(".counts", "older events are not kept");
        assertThat(browser.findElements(By.cssSelector("#pane-live .event"))).hasSize(50);
    }

    @Test
    void the_keyboard_alone_is_enough() {
        page.open("live");
        page.run("document.activeElement.blur()");
        page.press(Keys.TAB);
        assertThat(page.focused().getText()).isEqualTo("Skip to the content");
        page.press(Keys.TAB);
        assertThat(page.focused().getDomAttribute("id")).isEqualTo("tab-live");
        page.press(Keys.ARROW_RIGHT);
        page.press(Keys.ARROW_RIGHT);
        page.find("#tab-do[aria-selected=true]");
        page.press(Keys.TAB);
        assertThat(page.focused().getDomAttribute("id")).isEqualTo("pane-do");
        page.press(Keys.TAB);
        page.press(Keys.chord(Keys.CONTROL, "a"), "Mill");
        page.press(Keys.TAB, "90000", Keys.ENTER);
        page.find("#pane-do form .status", "is in the CRM");
        page.find(".beside .event", "Mill");
        page.find("#tab-do").click();
        page.press(Keys.END);
        page.find("#pane-why:not([hidden])");
        page.press(Keys.HOME);
        page.find("#pane-live:not([hidden])");
        var outline = page.run("return getComputedStyle(document.activeElement).outlineStyle + ' '"
                + " + getComputedStyle(document.activeElement).outlineWidth");
        assertThat(outline).isEqualTo("solid 3px");
    }

    @Test
    void on_a_phone_nothing_is_wider_than_the_page() {
        page.size(390, 844);
        try {
            page.open("do");
            addLead("A summer house with an uncommonlylongwordinitsnamethatcannotbreakanywhere", "60000");
            for (var part : PARTS) {
                page.go(part);
                assertThat(page.run("return document.documentElement.scrollWidth"))
                        .as(part)
                        .isEqualTo(390L);
            }
        } finally {
            page.size(1280, 900);
        }
    }

    @Test
    void on_a_phone_what_one_did_shows_below_the_form_that_did_it() {
        page.size(390, 844);
        try {
            page.open("do");
            addLead("Boat house", "60000");
            page.find("[aria-label='Add a lead'] + .beside .event h3", "Boat house");
            page.choose("Send a message", "Lead", "503");
            page.submit("Send a message");
            page.find("[aria-label='Send a message'] + .beside .event", "message.received");
            assertThat(page.run("const { top } = document.querySelector('.beside').getBoundingClientRect();"
                            + "return top > 0 && top < innerHeight - 100"))
                    .as("it is in view")
                    .isEqualTo(true);
        } finally {
            page.size(1280, 900);
        }
        page.find(".doing > .beside");
    }

    @Test
    void who_asks_why_sees_what_waits_with_its_text_and_drops_it_and_todays_rules_beside_those_of_then() {
        page.open("do");
        page.choose("Send a message", "Lead", "504");
        page.submit("Send a message");
        page.find(".beside .state-waiting", "Answer the customer");
        page.go("why");
        page.write("", "Entity", "leads/504");
        page.press(Keys.ENTER);
        var waiting = page.find("#pane-why .waits .command", "Answer the customer");
        assertThat(waiting.getText()).contains("waiting", "until");
        page.find("#pane-why .check").click();
        page.find("#pane-why .verdict .today", "Today the same.");
        page.button("#pane-why .waits", "Drop").click();
        page.find("#pane-why > div > .status", "is dropped as soon as the worker has read it");
        page.seeNone("#pane-why .waits", "Answer the customer");
    }

    @Test
    void every_text_has_contrast_and_every_control_a_name() throws IOException {
        var check = Files.readString(Path.of("src/test/resources/console/accessible.js"));
        for (var scheme : List.of("light", "dark")) {
            page.scheme(scheme);
            page.open("do");
            addLead("Observatory", "600000");
            page.find(".beside .state-done", "Plan the deal");
            for (var part : PARTS) {
                page.go(part);
                assertThat(page.run(check))
                        .as(scheme + " " + part)
                        .asInstanceOf(LIST)
                        .isEmpty();
            }
        }
        page.scheme("light");
    }

    /// Adds a lead in the part where things are done, and waits until the CRM has it.
    private void addLead(String name, String price) {
        page.find("#pane-do option", "Anna Orlova");
        page.write(ADD, "Name", name);
        page.write(ADD, "Price", price);
        page.submit(ADD);
        page.find("[aria-label='" + ADD + "'] .status", "is in the CRM");
        page.find(".beside .event h3", name);
    }

    private void pass(String time) {
        page.button("[aria-label='Let time pass']", time).click();
        page.find("[aria-label='Let time pass'] .status", "It is");
        page.until(
                "the clock stands again",
                () -> page.button("[aria-label='Let time pass']", time).isEnabled());
    }

    private void replaceInBook(String old, String replacement) {
        page.find(".editor textarea");
        page.until(old, () -> Boolean.TRUE.equals(page.run("""
                const area = document.querySelector('.editor textarea');
                const at = area.value.indexOf(arguments[0]);
                if (at < 0) return false;
                area.focus();
                area.setSelectionRange(at, at + arguments[0].length);
                return true;
                """, old)));
        page.press(replacement);
    }

    private String chosenText() {
        return String.valueOf(page.run("""
                const area = document.querySelector('.editor textarea');
                return area.value.slice(area.selectionStart, area.selectionEnd);
                """));
    }

    /// The settings of a development environment on free ports, with a rule book that may be edited.
    public static final class Environment implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            var sandbox = Integer.toString(FreePort.find());
            return Map.of(
                    "followup.rules",
                    "file:" + copiedBook(),
                    "followup.crm.host",
                    "http://localhost:" + sandbox,
                    "followup.local.sandbox-port",
                    sandbox,
                    "followup.local.gateway-port",
                    Integer.toString(FreePort.find()),
                    "followup.local.sandbox-tls-port",
                    "0",
                    "followup.local.event-port",
                    "0");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Listening.class);
        }

        private static Path copiedBook() {
            try {
                Files.createDirectories(BOOK.getParent());
                for (var name : List.of("rules.yaml", "rules.cases.yaml")) {
                    Files.writeString(
                            BOOK.resolveSibling(name), Files.readString(Path.of("src/test/resources/console", name)));
                }
                return BOOK;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The producer of what dev mode has besides: a clock that can be moved, and the feed that listens to the worker.
    @Alternative
    @Singleton
    static class Listening {

        @Produces
        @Singleton
        @Alternative
        @Priority(1)
        SandboxClock clock() {
            return new SandboxClock(Clock.systemUTC());
        }

        @Produces
        @Singleton
        @Alternative
        @Priority(1)
        LiveFeed feed(Accounts accounts, RuleBookStore books, Clock clock) {
            return new LiveFeed(accounts, books, clock);
        }
    }
}
