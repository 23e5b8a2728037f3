using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Core.Stability;

/// <summary>After a fix that did not hold: was it in vain, or did it lay bare the next cause?</summary>
/// <param name="SameCause">Null: no cause is known now.</param>
/// <param name="NewImageRan">Null: no new image was wanted, or the runtime names images otherwise than by the registry's digest.</param>
public sealed record Aftermath(bool? SameCause, bool? NewImageRan, string Statement)
{
    /// <param name="before">What the fix was for.</param>
    /// <param name="after">What is said of the new pods.</param>
    /// <param name="wantedDigest"><c>sha256:…</c> of the image that was set; null when none was.</param>
    /// <param name="pods">As they were last seen.</param>
    public static Aftermath Of(PlannedCause before, Diagnosis? after, string? wantedDigest, IEnumerable<ObservedPod> pods)
    {
        var ran = wantedDigest is null ? null : HasRun(wantedDigest, before.Container, pods);
        var same = after?.Cause is { } cause ? IsSame(before, cause) : (bool?)null;
        return new(same, ran, Say(same, ran, before, after?.Cause));
    }

    /// <summary>Equal fingerprints, or the same thing of the same category in the same container: pods and clusters may be named otherwise in two reports.</summary>
    public static bool IsSame(PlannedCause before, Cause after) =>
        before.Fingerprint == after.Fingerprint || (before.Category == after.Category && before.Subject == after.Subject && before.Container == after.Container);

    public static bool IsSame(Cause before, Cause after) =>
        IsSame(new PlannedCause(before.Category, before.Subject, before.Container, before.Statement, before.Fingerprint, before.Confidence), after);

    /// <summary>Whether the pods of the wanted revision run this very image. A bare id is the digest of its configuration, and says nothing about it.</summary>
    public static bool? HasRun(string wantedDigest, string container, IEnumerable<ObservedPod> pods)
    {
        var digests = pods.Where(p => p.IsNew).SelectMany(p => p.Containers).Where(c => c.Name == container)
            .Select(c => c.ImageId is { } id && id.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? id[(at + 1)..] : null)
            .OfType<string>().ToList();
        return digests.Count == 0 ? null : digests.All(d => d == wantedDigest);
    }

    private static string Say(bool? same, bool? ran, PlannedCause before, Cause? after) => (same, ran) switch
    {
        (_, false) => $"The new image never ran: container {before.Container} was started from another digest than the one that was set.",
        (true, true) => $"It is the same cause as before, although the new image ran: the fix did not bite ({before.Category.Token()}: {before.Subject}).",
        (true, _) => $"It is the same cause as before: the fix did not bite ({before.Category.Token()}: {before.Subject}).",
        (false, _) => $"It is another cause than before: {before.Category.Token()} is gone, {after!.Category.Token()} ({after.Subject}) came behind it.",
        _ => "It is not known whether the cause is the same as before: the evidence names none now.",
    };
}
