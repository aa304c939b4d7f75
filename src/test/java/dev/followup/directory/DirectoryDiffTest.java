package dev.followup.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.directory.Directory.Choice;
import dev.followup.directory.Directory.Field;
import dev.followup.directory.Directory.Pipeline;
import dev.followup.directory.Directory.Stage;
import dev.followup.directory.Directory.User;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryDiffTest {

    private static final User BORIS = new User(102, "Boris", "", true);
    private static final Pipeline PARTNERS =
            new Pipeline(2, "Partners", List.of(new Stage(21, "Talk"), new Stage(142, "Won")));
    private static final Field PHONE = new Field("contacts", 90, "PHONE", "Phone", "multitext", List.of());

    private static final Directory KEPT = new Directory(
            List.of(new User(101, "Anna", "anna@example.com", true), BORIS),
            List.of(sales("Contract"), PARTNERS),
            List.of(new Directory.Type(1, "Follow-up"), new Directory.Type(5, "Visit")),
            List.of(new Field("leads", 77, null, "Pay date", "date", List.of()), source(new Choice(2, "Fair")), PHONE));

    @Test
    void an_account_as_it_was_kept_has_no_differences() {
        assertThat(DirectoryDiff.of(KEPT, KEPT)).isEmpty();
    }

    @Test
    void what_is_gone_or_cannot_be_used_any_more_breaks_rules() {
        var live = new Directory(
                List.of(new User(101, "Anna", "anna@example.com", false)),
                List.of(new Pipeline(1, "Sales", List.of(new Stage(11, "Talk"), new Stage(142, "Won")))),
                List.of(new Directory.Type(1, "Follow-up")),
                List.of(new Field("leads", 77, null, "Pay date", "text", List.of())));
        assertThat(DirectoryDiff.of(KEPT, live))
                .allMatch(DirectoryChange::isBreaking)
                .extracting(DirectoryChange::words)
                .containsExactly(
                        "user 102 \"Boris\" is gone",
                        "pipeline 2 \"Partners\" is gone",
                        "stage 12 \"Sales / Contract\" is gone",
                        "stage 21 \"Partners / Talk\" is gone",
                        "task type 5 \"Visit\" is gone",
                        "custom field 78 \"Source\" is gone",
                        "custom field 90 \"Phone\" is gone",
                        "user 101 \"Anna\" is deactivated",
                        "custom field 77 \"Pay date\" has the type text now");
    }

    @Test
    void what_has_another_name_is_a_change_with_its_new_one() {
        var live = new Directory(
                List.of(new User(101, "Anna Kim", "anna@example.com", true), BORIS, new User(103, "Vera", "", true)),
                List.of(sales("Deal"), PARTNERS),
                List.of(new Directory.Type(1, "Follow-up"), new Directory.Type(5, "Trip")),
                List.of(
                        new Field("leads", 77, null, "Paid on", "date", List.of()),
                        source(new Choice(3, "Call")),
                        PHONE));
        assertThat(DirectoryDiff.of(KEPT, live))
                .noneMatch(DirectoryChange::isBreaking)
                .extracting(DirectoryChange::words)
                .containsExactly(
                        "user 101 \"Anna\" is called \"Anna Kim\" now",
                        "user 103 \"Vera\" is new",
                        "stage 12 \"Sales / Contract\" is called \"Sales / Deal\" now",
                        "task type 5 \"Visit\" is called \"Trip\" now",
                        "custom field 77 \"Pay date\" is called \"Paid on\" now",
                        "custom field 78 \"Source\" has other choices now: without \"Fair\", with \"Call\"");
    }

    private static Pipeline sales(String second) {
        return new Pipeline(1, "Sales", List.of(new Stage(11, "Talk"), new Stage(12, second), new Stage(142, "Won")));
    }

    private static Field source(Choice second) {
        return new Field("leads", 78, null, "Source", "select", List.of(new Choice(1, "Web"), second));
    }
}
