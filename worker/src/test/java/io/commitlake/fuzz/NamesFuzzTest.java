package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.cli.settings.Environment;
import io.commitlake.cli.settings.Settings;
import io.commitlake.cli.settings.SettingsFlags;
import io.commitlake.history.Deadline;
import io.commitlake.job.discovery.Track;
import io.commitlake.model.FullName;
import io.commitlake.storage.StorageLocation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Names given to {@code track}, locations and time limits. */
@Tag("jazzer")
class NamesFuzzTest {
    @FuzzTest
    void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Track.fullName(text).ifPresent(name -> {
            Foreign.check(FullName.is(name), "no repository is named " + name);
            Foreign.check(
                    !URI.create("https://h/" + name).normalize().getPath().equals("/"), name + " leads elsewhere");
        });
        Foreign.read(() -> {
            StorageLocation location = StorageLocation.parse(text);
            Foreign.check(StorageLocation.parse(location.toString()).equals(location), location + " reads differently");
        });
        Foreign.read(() -> {
            Settings settings = new Environment(
                            Map.of("COMMITLAKE_DATASET", "file:/d", "COMMITLAKE_MAX_REPOSITORY_TIME", text))
                    .settings(new SettingsFlags());
            Deadline deadline = Deadline.after(settings.export().limits().time());
            deadline.begin();
            deadline.isPast();
        });
    }
}
