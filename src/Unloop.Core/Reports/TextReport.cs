using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reports;

/// <summary>
/// The report for a terminal. The end is what a person sees first, so each item ends in Cause, Solution, Prevention; the proof and what was
/// set aside stand above. Pure: lines in, nothing written.
/// </summary>
public sealed class TextReport
{
    private const int MostProofs = 3;
    private const int MostGaps = 2;
    private const int MostAlike = 3;
    private const int MostPreventions = 3;
    private const int LabelWidth = 13;

    private readonly LineWriter _text;
    private readonly bool _verbose;

    private TextReport(int width, bool verbose) => (_text, _verbose) = (new LineWriter(width, LabelWidth), verbose);

    /// <param name="width">Columns to wrap at.</param>
    /// <param name="verbose">All evidence instead of the part that decides.</param>
    public static IReadOnlyList<StyledLine> Write(Report report, int width = 80, bool verbose = false)
    {
        var text = new TextReport(width, verbose);
        if (verbose)
        {
            foreach (var input in report.Inputs)
            {
                text.Labelled("read", $"{input.Path}: {input.TakenFor}", Tone.Dim);
            }
        }

        // A workload's pods usually fail alike: one is told, the others are named.
        foreach (var alike in report.Items.GroupBy(i => i.Cause?.Fingerprint ?? $"{i.Subject.Pod}/{i.Subject.Container}"))
        {
            if (text._text.Lines.Count > 0)
            {
                text._text.Empty();
            }

            text.Item(alike.First(), [.. alike.Skip(1).Select(i => i.Subject.Pod)]);
        }

        return text._text.Lines;
    }

    private void Item(Diagnosis item, IReadOnlyList<string> alike)
    {
        Line(new Span($"{item.Subject.Pod} / {ReportWords.Container(item)}", Tone.Strong));
        Wrapped("  ", [new Span(ReportWords.State(item), item.Verdict == Verdict.NotCrashLooping ? Tone.Good : Tone.Bad)]);
        if (ReportWords.Place(item.Subject) is { Length: > 0 } place)
        {
            Wrapped("  ", [new Span(place, Tone.Dim)]);
        }

        if (alike.Count > 0)
        {
            Wrapped("  ", [new Span($"and {alike.Count} more in the same way: {string.Join(", ", _verbose ? alike : alike.Take(MostAlike))}{(!_verbose && alike.Count > MostAlike ? ", …" : "")}")]);
        }

        _text.Empty();
        Background(item);
        Section("Cause");
        Cause(item);
        Section("Solution");
        Advice(item.Solution, item.Verdict == Verdict.NotCrashLooping ? "Nothing to mend." : "None is known.");
        Section("Prevention");
        Advice(_verbose ? item.Prevention : [.. item.Prevention.Take(MostPreventions)], "None is known.");
    }

    private void Background(Diagnosis item)
    {
        var before = _text.Lines.Count;
        foreach (var aside in item.RuledOut)
        {
            Labelled("ruled out", $"{aside.Category.Token()}: {aside.Because}");
        }

        foreach (var factor in item.Contributing)
        {
            Labelled("also", factor.Statement);
        }

        foreach (var other in item.Alternatives.Take(_verbose ? int.MaxValue : 1))
        {
            Labelled("or", $"{other.Category.Token()} ({ReportWords.Sureness(other.Confidence)}): {other.Statement}", Tone.Dim);
        }

        var gaps = _verbose ? item.Gaps : [.. item.Gaps.Take(MostGaps)];
        foreach (var gap in gaps)
        {
            Labelled("not seen", ReportWords.Gap(gap), Tone.Dim);
        }

        if (item.Gaps.Count > gaps.Count)
        {
            Labelled("", $"and {item.Gaps.Count - gaps.Count} more: -v shows all", Tone.Dim);
        }

        if (_text.Lines.Count > before)
        {
            _text.Empty();
        }
    }

    private void Cause(Diagnosis item)
    {
        if (item.Cause is not { } cause)
        {
            Wrapped("  ", [new Span(ReportWords.NoCause(item))]);
            foreach (var line in item.LastWords)
            {
                Labelled("it said", $"{ReportWords.Where(line)}: {line.Text}");
            }

            return;
        }

        Wrapped("  ", [new Span(cause.Statement, Tone.Strong)]);
        Labelled("", $"{cause.Category.Token()}: {cause.Subject} ({ReportWords.Sureness(cause.Confidence)})");
        foreach (var link in cause.Chain.Where(l => l.Statement != cause.Statement))
        {
            Labelled("because", link.Statement);
        }

        foreach (var proof in _verbose ? cause.Proof : cause.Proof.Take(MostProofs))
        {
            Labelled("proof", $"{ReportWords.Where(proof)}: {(_verbose ? proof.Text : Sentence.Shorten(proof.Text))}");
        }

        if (cause.Container != item.Subject.Container)
        {
            Labelled("to blame", $"container {cause.Container}");
        }
    }

    private void Advice(IReadOnlyList<Advice> advice, string none)
    {
        if (advice.Count == 0)
        {
            Wrapped("  ", [new Span(none, Tone.Dim)]);
        }

        _text.Advice(advice);
    }

    private void Section(string title) => Line(new Span(title, Tone.Heading));

    private void Labelled(string label, string text, Tone tone = Tone.Plain) => _text.Labelled(label, text, tone);

    private void Line(params IReadOnlyList<Span> spans) => _text.Line(spans);

    private void Wrapped(string head, IReadOnlyList<Span> spans) => _text.Wrapped(head, spans);
}
