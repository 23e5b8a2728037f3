using System.Globalization;
using Unloop.Score;
using Unloop.Score.Mutations;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Options.Parse(args) is not { } options || !Directory.Exists(options.Cases))
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}

var cases = Case.ReadAll(options.Cases);
using var examiner = new Examiner(options.Unloop);
var requirements = new Requirements(Console.Out);

var given = await ExamineAsync("as given", cases);
given.Print(Console.Out, options.Verbose);
requirements.AtLeast("right answers", given.Right, options.MinRight ?? cases.Count);
requirements.AtMost("wrong answers at certain", given.WrongCertain, options.MaxWrongCertain);
requirements.AtLeast("share of certain among the right", given.CertainShare, options.MinCertainShare);

if (options.Mutate)
{
    var renamed = await ExamineAsync("renamed", [.. cases.Select(Renaming.Of)]);
    renamed.Print(Console.Out, options.Verbose);
    var held = given.CategoryRight.Count == 0 ? 0 : (double)renamed.CategoryRight.Intersect(given.CategoryRight).Count() / given.CategoryRight.Count;
    requirements.AtLeast("share of categories that hold when renamed", held, options.MinRenamedShare);

    foreach (var (name, mutate) in Mutation.Harmless(cases, given.Examination.Answers))
    {
        var round = await ExamineAsync(name, [.. cases.Select(mutate).OfType<Case>()]);
        round.Print(Console.Out, options.Verbose);
        requirements.AtMost($"wrong answers at certain, {name}", round.WrongCertain, options.MaxWrongCertain);
    }

    var undecided = await ExamineAsync("deciding lines deleted", [.. cases.Zip(given.Examination.Answers, DecidingLines.DeletedFrom)]);
    undecided.PrintCertain(Console.Out);
    requirements.AtMost("certain without the deciding line", undecided.AnyCertain, 0);
}

await Console.Out.WriteLineAsync($"{given.Right + requirements.Met} passed, {requirements.Unmet} failed");
return requirements.Unmet == 0 && given.Right > 0 ? 0 : 1;

async Task<Round> ExamineAsync(string name, IReadOnlyList<Case> these) => new(name, these, await examiner.ExamineAsync(these));
