package dev.followup.devmode;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// The browser of tests: a Chromium and its driver that are installed. Nothing is downloaded.
final class Chromium {

    /// With `-Pbrowser` a missing browser is a failure; otherwise the tests say that they do not run.
    private static final boolean IS_REQUIRED = Boolean.getBoolean("browser.required");

    private static final @Nullable File BROWSER = onPath(List.of("chromium", "chromium-browser", "google-chrome"));

    private static final @Nullable File DRIVER = onPath(List.of("chromedriver"));

    private Chromium() {}

    /// Whether tests in a browser run here. The condition of those tests.
    static boolean isInstalled() {
        boolean isInstalled = BROWSER != null && DRIVER != null;
        if (!isInstalled && !IS_REQUIRED) {
            System.out.println("The tests of the page do not run: there is no "
                    + (BROWSER == null ? "chromium" : "chromedriver")
                    + " on the path. Debian has both: apt-get install chromium chromium-driver");
        }
        return isInstalled || IS_REQUIRED;
    }

    /// Starts a browser without a window.
    static ChromeDriver start() {
        var options = new ChromeOptions();
        options.setBinary(found(BROWSER, "chromium"));
        options.addArguments(
                "--headless=new",
                "--window-size=1280,900",
                "--lang=en-GB",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--force-color-profile=srgb",
                "--hide-scrollbars");
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox"); // as root Chromium starts in no other way
        }
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(found(DRIVER, "chromedriver"))
                .usingAnyFreePort()
                .build();
        return new ChromeDriver(service, options);
    }

    private static File found(@Nullable File file, String name) {
        return Optional.ofNullable(file)
                .orElseThrow(() -> new IllegalStateException("there is no " + name + " on the path"));
    }

    private static @Nullable File onPath(List<String> names) {
        var directories = System.getenv("PATH").split(File.pathSeparator, -1);
        return names.stream()
                .flatMap(name -> Stream.of(directories).map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst()
                .orElse(null);
    }
}
