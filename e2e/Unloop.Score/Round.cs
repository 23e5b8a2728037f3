namespace Unloop.Score;

/// <summary>One pass over all cases, as given or mutated, with its figures.</summary>
internal sealed record Round(string Name, IReadOnlyList<Case> Cases, Examination Examination)
{
    private static readonly string[] Confidences = ["certain", "likely", "possible"];

    private IEnumerable<(Case Case, Answer Answer)> Pairs => Cases.Zip(Examination.Answers);

    public int Right => Count(Mark.Right);
    public int WrongCertain => Count(Mark.Wrong, "certain");
    public int RightCertain => Count(Mark.Right, "certain");
    public double CertainShare => Right == 0 ? 0 : (double)RightCertain / Right;

    /// <summary>Ids of the cases whose category is right, whatever culprit is named.</summary>
    public IReadOnlySet<string> CategoryRight =>
        Pairs.Where(pair => pair.Answer.HasCategoryOf(pair.Case.Expected)).Select(pair => pair.Case.Id).ToHashSet();

    public int AnyCertain => Examination.Answers.Count(answer => answer.AnyCertain);

    public void Print(TextWriter to, bool verbose)
    {
        to.WriteLine($"{Name}: {Cases.Count} cases, {Right} right ({Spread(Mark.Right)}), {Count(Mark.None)} without an answer, "
            + $"{Count(Mark.Wrong)} wrong ({Spread(Mark.Wrong)}); {Examination.Elapsed.TotalSeconds:0.0} s, the slowest {Examination.Slowest.TotalMilliseconds:0} ms");
        foreach (var (@case, answer) in Pairs)
        {
            var mark = answer.Against(@case.Expected);
            if (mark != Mark.Right || verbose)
            {
                to.WriteLine($"  {Word(mark),-8} {@case.Id}: {Describe(@case.Expected, answer, mark)}");
            }
        }
    }

    /// <summary>The cases that a mutation was meant to make doubtful, and did not.</summary>
    public void PrintCertain(TextWriter to)
    {
        to.WriteLine($"{Name}: {Cases.Count} cases, {AnyCertain} still certain; {Examination.Elapsed.TotalSeconds:0.0} s");
        foreach (var (@case, answer) in Pairs.Where(pair => pair.Answer.AnyCertain))
        {
            to.WriteLine($"  certain  {@case.Id}: {answer.Category}: {answer.Statement}");
        }
    }

    private int Count(Mark mark) => Pairs.Count(pair => pair.Answer.Against(pair.Case.Expected) == mark);

    private int Count(Mark mark, string confidence) =>
        Pairs.Count(pair => pair.Answer.Confidence == confidence && pair.Answer.Against(pair.Case.Expected) == mark);

    private string Spread(Mark mark) =>
        string.Join(", ", Confidences.Select(confidence => $"{Count(mark, confidence)} {confidence}"));

    private static string Word(Mark mark) => mark switch { Mark.Right => "right", Mark.None => "nothing", _ => "WRONG" };

    private static string Describe(Expected expected, Answer answer, Mark mark)
    {
        var got = answer.Problem ?? (mark == Mark.None ? "no cause named" : $"{answer.Confidence} {answer.Category} '{answer.Subject}': {answer.Statement}");
        return mark == Mark.Right
            ? got
            : $"expected {string.Join(" or ", expected.Categories)} naming {string.Join(" or ", expected.CulpritAny)} in {expected.Container}; got {got}";
    }
}
