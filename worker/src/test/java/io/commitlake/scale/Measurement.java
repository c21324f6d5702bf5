package io.commitlake.scale;

import io.commitlake.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The result of one simulation, as {@code docs/scale.md} shows it.
 *
 * @param repositories number of repositories
 * @param exported whether repositories were really exported; otherwise only the ledger's records were made
 * @param days number of days after the first export
 * @param tokens number of GitHub tokens
 * @param commits number of commits in the first export
 * @param commitsOfDays number of commits on all days
 * @param objects number of objects in the store in the end
 * @param bytes size of these objects
 * @param steps the commands of the phases that the page shows
 */
record Measurement(
        int repositories,
        boolean exported,
        int days,
        int tokens,
        long commits,
        long commitsOfDays,
        long objects,
        long bytes,
        List<Step> steps) {
    static final String FIRST = "first run";
    static final String LAST_DAY = "a day";
    static final String NOTHING_NEW = "nothing new";

    /** All measurements in a folder, the smallest dataset first. */
    static List<Measurement> all(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(Measurement::read)
                    .sorted(Comparator.comparingInt(Measurement::repositories))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Measurement read(Path file) {
        try {
            return Json.read(Files.readAllBytes(file), Measurement.class);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(repositories + ".json"), Json.write(this));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * This measurement with the commands that it lacks, in proportion to those of another one, and with its objects and
     * commits.
     */
    Measurement completedBy(Measurement other) {
        double times = (double) repositories / other.repositories;
        List<Step> all = new ArrayList<>();
        for (Step step : other.steps) {
            all.add(steps.stream()
                    .filter(own ->
                            own.phase().equals(step.phase()) && own.name().equals(step.name()))
                    .findFirst()
                    .orElseGet(() -> step.times(times)));
        }
        return new Measurement(
                repositories,
                exported,
                other.days,
                tokens,
                commits,
                Math.round(other.commitsOfDays * times),
                Math.round(other.objects * times),
                Math.round(other.bytes * times),
                all);
    }

    /** The same for another number of repositories, if all costs are proportional to it. */
    Measurement inProportion(int other) {
        long expected = Math.round((double) commits * other / repositories);
        return new Measurement(other, false, days, tokens, expected, 0, 0, 0, List.of()).completedBy(this);
    }

    /** The commands of a phase, in their order. */
    List<Step> phase(String name) {
        return steps.stream().filter(step -> step.phase().equals(name)).toList();
    }
}
