package dev.followup.directory;

import dev.followup.directory.Directory.Choice;
import dev.followup.directory.Directory.Field;
import dev.followup.directory.Directory.Pipeline;
import dev.followup.directory.Directory.Stage;
import dev.followup.directory.Directory.User;
import java.util.List;

/// An account for tests: two pipelines with a stage of the same name, two people of one name, names in Cyrillic.
public final class DirectoryFixtures {

    public static final Directory ACCOUNT = new Directory(
            List.of(
                    new User(101, "Anna Orlova", "anna@example.com", true),
                    new User(102, "Boris Kim", "boris@example.com", true),
                    new User(103, "Vera Lind", "vera@example.com", true),
                    new User(104, "Boris Kim", "kim@example.com", false),
                    new User(105, "Ольга", "", true)),
            List.of(
                    new Pipeline(
                            9621010,
                            "Sales",
                            List.of(
                                    new Stage(96210101, "First contact"),
                                    new Stage(96210103, "Contract"),
                                    new Stage(142, "Won"),
                                    new Stage(143, "Lost"))),
                    new Pipeline(
                            9621011,
                            "Договоры",
                            List.of(
                                    new Stage(96210111, "First contact"),
                                    new Stage(96210112, "Подписан"),
                                    new Stage(142, "Won"),
                                    new Stage(143, "Отказ")))),
            List.of(
                    new Directory.Type(1, "Follow-up"),
                    new Directory.Type(2, "Meeting"),
                    new Directory.Type(2743001, "Visit")),
            List.of(
                    new Field("leads", 77, null, "Pay date", "date", List.of()),
                    new Field(
                            "leads",
                            78,
                            null,
                            "Source",
                            "select",
                            List.of(new Choice(1, "Web site"), new Choice(2, "Fair"))),
                    new Field(
                            "leads",
                            79,
                            null,
                            "Wishes",
                            "multiselect",
                            List.of(new Choice(3, "Roof"), new Choice(4, "Floor"))),
                    new Field("leads", 80, null, "Comment", "text", List.of()),
                    new Field("contacts", 90, "PHONE", "Phone", "multitext", List.of()),
                    new Field("contacts", 91, null, "Comment", "text", List.of())));

    private DirectoryFixtures() {}
}
