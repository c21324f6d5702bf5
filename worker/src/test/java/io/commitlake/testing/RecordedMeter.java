package io.commitlake.testing;

import io.commitlake.model.meter.Meter;
import io.commitlake.model.meter.SentRequest;
import io.commitlake.model.meter.WaitReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records measurements. Thread-safe. */
public final class RecordedMeter implements Meter {
    private record Wait(WaitReason reason, Duration time) {}

    private final List<SentRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Wait> waits = new CopyOnWriteArrayList<>();

    @Override
    public void request(SentRequest request, Duration time) {
        requests.add(request);
    }

    @Override
    public void waited(WaitReason reason, Duration time) {
        waits.add(new Wait(reason, time));
    }

    public List<SentRequest> requests() {
        return requests;
    }

    /** The number of waits for a reason. */
    public long waits(WaitReason reason) {
        return waits.stream().filter(wait -> wait.reason() == reason).count();
    }

    /** The sum of all waits by reason. */
    public Map<WaitReason, Duration> waited() {
        Map<WaitReason, Duration> sums = new EnumMap<>(WaitReason.class);
        waits.forEach(wait -> sums.merge(wait.reason(), wait.time(), Duration::plus));
        return sums;
    }
}
