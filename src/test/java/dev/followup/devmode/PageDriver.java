package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/// A person before the page: finds things by the words that are on them, and waits until they are there.
final class PageDriver {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// Between two looks. Looks without a pause would take the time that the page needs.
    private static final Duration PAUSE = Duration.ofMillis(30);

    /// The first visible element with a text, looked for in the page itself: one call instead of two for each
    /// element.
    private static final String VISIBLE = "([...document.querySelectorAll(arguments[0])].find(element =>"
            + " (element.closest('select') ?? element).checkVisibility({ visibilityProperty: true })"
            + " && element.innerText.includes(arguments[1])) ?? null)";

    private final ChromeDriver browser;
    private final URI address;

    PageDriver(ChromeDriver browser, URI address) {
        this.browser = browser;
        this.address = address;
    }

    /// Opens the page, at a part of it.
    void open(String part) {
        browser.get("about:blank");
        browser.get(address + "/#" + part);
        part(part);
    }

    /// Goes to a part of the page by its tab.
    void go(String part) {
        find("#tab-" + part).click();
        part(part);
    }

    private void part(String part) {
        find("#pane-" + part + ":not([hidden])");
    }

    /// The first visible element, as soon as there is one.
    WebElement find(String css) {
        return find(css, "");
    }

    /// The first visible element with a text in it.
    WebElement find(String css, String text) {
        return await(
                css + " with \"" + text + "\"",
                () -> Optional.ofNullable((WebElement) run("return " + VISIBLE, css, text)));
    }

    private WebElement find(By by, String what) {
        return await(
                what,
                () -> browser.findElements(by).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst());
    }

    /// The button with these words, in a part of the page.
    WebElement button(String css, String words) {
        return find(css + " button", words);
    }

    /// Writes into the field with this label, in a form with this heading; in any form for an empty one.
    void write(String form, String label, String text) {
        var field = field(form, label);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"));
        field.sendKeys(text);
    }

    WebElement field(String form, String label) {
        var within = form.isEmpty() ? "" : "//*[@aria-label='" + form + "']";
        var by = By.xpath(within + "//*[@id = ../label[normalize-space() = '" + label + "']/@for]");
        return find(by, form + ": " + label);
    }

    /// Chooses the option that holds these words.
    void choose(String form, String label, String words) {
        until("option " + words, () -> {
            var option = field(form, label).findElements(By.xpath("option[contains(., '" + words + "')]"));
            option.stream().findFirst().ifPresent(WebElement::click);
            return !option.isEmpty();
        });
    }

    void submit(String form) {
        find("[aria-label='" + form + "'] button[type=submit]").click();
    }

    /// The card of an event about something with this name.
    WebElement event(String name) {
        return find(By.xpath("//section[@id = 'pane-live']//article[.//h3[. = '" + name + "']]"), name);
    }

    /// Waits until the card of an event has all these words.
    void seeEvent(String name, String... words) {
        until(name + " with " + List.of(words), () -> {
            var text = event(name).getText();
            return Stream.of(words).allMatch(text::contains);
        });
    }

    void seeNone(String css, String text) {
        until("no " + css + " with " + text, () -> Boolean.TRUE.equals(run("return !" + VISIBLE, css, text)));
    }

    /// Waits until a condition holds.
    void until(String what, BooleanSupplier condition) {
        await(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /// Waits until something is there.
    private <T> T await(String what, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                var found = look.get();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (StaleElementReferenceException _) {
                // The page has just drawn it anew: look again.
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError("not seen: " + what + "\nThe page:\n"
                + browser.findElement(By.tagName("body")).getText());
    }

    void press(CharSequence... keys) {
        browser.switchTo().activeElement().sendKeys(keys);
    }

    WebElement focused() {
        return browser.switchTo().activeElement();
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return browser.executeScript(script, arguments);
    }

    /// Sets the size of the page in CSS pixels.
    void size(int width, int height) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    /// Sets what the person prefers: `light` or `dark`.
    void scheme(String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /// A picture of what is visible, as WebP.
    byte[] picture(int quality) {
        var picture = browser.executeCdpCommand("Page.captureScreenshot", Map.of("format", "webp", "quality", quality));
        return Base64.getDecoder().decode((String) picture.get("data"));
    }

    /// What the browser complains of: errors of scripts, and violations of the security policy.
    void seeNoComplaints() {
        var complaints = browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("net::ERR_INCOMPLETE_CHUNKED_ENCODING"))
                .toList();
        assertThat(complaints).isEmpty();
    }
}
