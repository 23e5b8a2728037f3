using System.Text.Encodings.Web;
using System.Text.Json;
using Unloop.Core.Diagnoses;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unloop.Knowledge;

/// <summary>Reads the cases beside a signature.</summary>
public static class SignatureCaseReader
{
    private const string Suffix = ".cases.yaml";

    private static readonly (string, Confidence)[] Confidences =
        [("certain", Confidence.Certain), ("likely", Confidence.Likely), ("possible", Confidence.Possible)];

    /// <param name="path">Ends in <c>.cases.yaml</c>; its stem is the signature's id.</param>
    public static (IReadOnlyList<SignatureCase> Cases, IReadOnlyList<KnowledgeError> Errors) Read(string path, string text)
    {
        var errors = new List<KnowledgeError>();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is not [{ RootNode: YamlSequenceNode root }])
            {
                return ([], [new(path, 1, 1, "the file must hold one list of cases")]);
            }

            var signature = Path.GetFileName(path)[..^Suffix.Length];
            return ([.. root.Children.Select(n => ReadCase(path, signature, n, errors))], errors);
        }
        catch (InvalidOperationException e)
        {
            // What YamlDotNet throws where a document ends too soon.
            return ([], [new(path, 1, 1, $"not readable as YAML: it ends in the middle ({e.Message})")]);
        }
        catch (YamlException e)
        {
            return ([], [new(path, e.Start.Line, e.Start.Column, $"not readable as YAML: {e.InnerException?.Message ?? e.Message}")]);
        }
    }

    private static SignatureCase ReadCase(string path, string signature, YamlNode node, List<KnowledgeError> errors)
    {
        var fields = new YamlFields(path, node, errors);
        var title = fields.Optional("case");
        var nearMiss = fields.Optional("near-miss");
        if (title is null == nearMiss is null)
        {
            fields.Fail(node, "each entry has either 'case' or 'near-miss', with a title");
        }

        var expect = fields.Node("expect") is { } e ? new YamlFields(path, e, errors) : null;
        var read = new SignatureCase
        {
            Signature = signature,
            Title = title ?? nearMiss ?? "",
            NearMiss = nearMiss is not null,
            Source = fields.Optional("source"),
            Log = fields.Optional("log"),
            Message = fields.Optional("message"),
            Waiting = fields.Optional("waiting"),
            Exit = fields.Has("exit") ? fields.Number("exit", 1) : null,
            Reason = fields.Optional("reason"),
            Events = fields.Texts("events"),
            Container = fields.Optional("container") ?? "app",
            Image = fields.Optional("image"),
            SpecJson = fields.Node("spec") is { } spec ? ToJson(spec) : null,
            PodJson = fields.Node("pod") is { } pod ? ToJson(pod) : null,
            ExpectedSubject = expect?.Optional("subject"),
            ExpectedConfidence = expect?.Has("confidence") == true ? expect.Token("confidence", Confidence.Likely, Confidences) : null,
            Line = node.Start.Line,
        };
        expect?.RejectUnknown();
        fields.RejectUnknown();
        if (read is { Log: null, Message: null, Events: [] })
        {
            fields.Fail(node, "a case needs a log, a message or events");
        }

        return read;
    }

    private static string ToJson(YamlNode node)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, node);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Manifests are read tolerantly, so that only quotes tell text from numbers and flags.</summary>
    private static void Write(Utf8JsonWriter json, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                json.WriteStartObject();
                foreach (var (key, value) in mapping.Children)
                {
                    json.WritePropertyName(((YamlScalarNode)key).Value ?? "");
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case YamlSequenceNode sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Children)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag:
                json.WriteBooleanValue(flag.Value == "true");
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain } number when long.TryParse(number.Value, out var value):
                json.WriteNumberValue(value);
                break;
            case YamlScalarNode scalar:
                json.WriteStringValue(scalar.Value);
                break;
        }
    }
}
