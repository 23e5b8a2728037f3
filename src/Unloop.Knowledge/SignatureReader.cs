using System.Text;
using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Signatures;
using Unloop.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unloop.Knowledge;

/// <summary>Reads one signature file. The format is described in <c>docs/adding-a-signature.md</c>.</summary>
internal sealed class SignatureReader
{
    private static readonly (string, Confidence)[] Confidences =
        [("certain", Confidence.Certain), ("likely", Confidence.Likely), ("possible", Confidence.Possible)];

    private static readonly (string, Weight)[] Weights =
        [("root", Weight.Root), ("particular", Weight.Particular), ("general", Weight.General), ("echo", Weight.Echo)];

    private readonly string _file;
    private readonly List<KnowledgeError> _errors = [];

    private SignatureReader(string file) => _file = file;

    /// <summary>Reads a signature; it is usable only when there are no errors.</summary>
    /// <param name="path">Below the knowledge folder, with slashes: <c>node/node-cannot-find-module.yaml</c>.</param>
    /// <param name="text">The file's text.</param>
    public static (Signature? Signature, IReadOnlyList<KnowledgeError> Errors) Read(string path, string text)
    {
        var reader = new SignatureReader(path);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is not [{ RootNode: { } root }])
            {
                return (null, [new(path, 1, 1, "the file must hold exactly one YAML document")]);
            }

            var signature = reader.ReadSignature(root);
            return (reader._errors.Count == 0 ? signature : null, reader._errors);
        }
        catch (InvalidOperationException e)
        {
            // What YamlDotNet throws where a document ends too soon.
            return (null, [new(path, 1, 1, $"not readable as YAML: it ends in the middle ({e.Message})")]);
        }
        catch (YamlException e)
        {
            return (null, [new(path, e.Start.Line, e.Start.Column, $"not readable as YAML: {e.InnerException?.Message ?? e.Message}")]);
        }
    }

    private Signature ReadSignature(YamlNode root)
    {
        var fields = new YamlFields(_file, root, _errors);
        var parts = _file.Split('/');
        var signature = new Signature
        {
            Id = fields.Required("id"),
            Area = parts.Length >= 2 ? parts[^2] : "",
            Category = ReadCategory(fields),
            Title = fields.Required("title"),
            Statement = fields.Required("statement"),
            Subject = fields.Required("subject"),
            Confidence = fields.Token("confidence", Confidence.Likely, Confidences),
            Weight = fields.Token("weight", Weight.Particular, Weights),
            Match = [.. fields.Items("match").Select(ReadMatcher)],
            When = [.. fields.Items("when").SelectMany(ReadConditions)],
            Unless = [.. fields.Items("unless").SelectMany(ReadConditions)],
            Corroborate = [.. fields.Items("corroborate").SelectMany(ReadConditions)],
            Supersedes = fields.Texts("supersedes"),
            ImageLacks = fields.Texts("image-lacks"),
            Solution = [.. fields.Items("solution").Select(ReadAdvice)],
            Prevention = [.. fields.Items("prevention").Select(ReadAdvice)],
            References = fields.Texts("references"),
        };
        fields.RejectUnknown();

        if (signature.Id != Path.GetFileNameWithoutExtension(parts[^1]))
        {
            fields.Fail(fields.Node("id"), $"the id '{signature.Id}' must equal the file's name '{Path.GetFileNameWithoutExtension(parts[^1])}'");
        }

        if (signature.Match.Count == 0)
        {
            fields.Fail(fields.Node("match"), "a signature needs at least one matcher under 'match'");
        }

        if (signature.Solution.Count == 0)
        {
            fields.Fail(fields.Node("solution"), "a signature needs at least one solution");
        }

        return signature;
    }

    private static Category ReadCategory(YamlFields fields)
    {
        var token = fields.Required("category");
        if (token.Length > 0 && !Categories.TryParse(token, out _))
        {
            fields.Fail(fields.Node("category"), $"there is no category '{token}'{NearestNames.Suggest(token, Categories.AllTokens)}");
        }

        return Categories.TryParse(token, out var category) ? category : default;
    }

    private Matcher ReadMatcher(YamlNode node)
    {
        var fields = new YamlFields(_file, node, _errors);
        var matcher = new Matcher
        {
            In = fields.Has("in") ? [.. fields.Texts("in").Select(t => ReadChannel(t, fields))] : [Channel.Log],
            Literal = fields.Required("literal"),
            Regex = Pattern(fields.Optional("regex")),
            Except = Pattern(fields.Optional("except")),
            Last = fields.Flag("last"),
            And = [.. fields.Items("and").Select(ReadNeighbour)],
            Not = [.. fields.Items("not").Select(ReadNeighbour)],
        };
        fields.RejectUnknown();
        if (matcher.Literal.Length > 0 && Encoding.UTF8.GetByteCount(matcher.Literal) < 4)
        {
            fields.Fail(fields.Node("literal"), $"the literal '{matcher.Literal}' is shorter than four bytes, too short to filter with");
        }

        return matcher;
    }

    private static Channel ReadChannel(string token, YamlFields fields)
    {
        if (token is not ("log" or "kubelet"))
        {
            fields.Fail(fields.Node("in"), $"'{token}' is not one of log, kubelet");
        }

        return token == "kubelet" ? Channel.Kubelet : Channel.Log;
    }

    private Neighbour ReadNeighbour(YamlNode node)
    {
        var fields = new YamlFields(_file, node, _errors);
        var neighbour = new Neighbour(new LinePattern(fields.Required("regex")), fields.Number("within", 1), fields.Flag("optional"));
        fields.RejectUnknown();
        if (neighbour.Within is < 1 or > 100)
        {
            fields.Fail(fields.Node("within"), "'within' must be between 1 and 100 lines");
        }

        return neighbour;
    }

    private IEnumerable<Condition> ReadConditions(YamlNode node)
    {
        var fields = new YamlFields(_file, node, _errors);
        foreach (var (kind, value) in fields.All())
        {
            if (!Conditions.Kinds.Contains(kind))
            {
                fields.Fail(value, $"there is no condition '{kind}'{NearestNames.Suggest(kind, Conditions.Kinds)}");
                continue;
            }

            yield return new Condition(kind, fields.TextsOf(value, kind));
        }
    }

    private Advice ReadAdvice(YamlNode node)
    {
        var fields = new YamlFields(_file, node, _errors);
        var advice = new Advice(fields.Required("text")) { Command = fields.Optional("command"), Diff = fields.Optional("diff") };
        fields.RejectUnknown();
        return advice;
    }

    private static LinePattern? Pattern(string? text) => text is null ? null : new LinePattern(text);
}
