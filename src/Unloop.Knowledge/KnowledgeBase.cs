using Unloop.Core.Signatures;

namespace Unloop.Knowledge;

/// <summary>The signatures, read and checked.</summary>
public static class KnowledgeBase
{
    private const string ResourcePrefix = "signatures/";

    /// <summary>The signatures that ship inside Unloop. They were checked when it was built, so that an error here is a bug and throws.</summary>
    public static SignatureIndex Load()
    {
        var assembly = typeof(KnowledgeBase).Assembly;
        var signatures = new List<Signature>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var (signature, errors) = SignatureReader.Read(name[ResourcePrefix.Length..].Replace('\\', '/'), reader.ReadToEnd());
            signatures.Add(signature ?? throw new InvalidDataException(string.Join(Environment.NewLine, errors)));
        }

        return new SignatureIndex(signatures);
    }

    /// <summary>Reads and checks signature files for their author: all errors of all files at once.</summary>
    /// <param name="files">Paths below the signatures folder, with slashes, and texts; <c>*.cases.yaml</c> are not signatures.</param>
    public static (IReadOnlyList<Signature> Signatures, IReadOnlyList<KnowledgeError> Errors) Check(IEnumerable<(string Path, string Text)> files)
    {
        var signatures = new List<Signature>();
        var errors = new List<KnowledgeError>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, text) in files)
        {
            var (signature, found) = SignatureReader.Read(path, text);
            errors.AddRange(found);
            if (signature is null)
            {
                continue;
            }

            errors.AddRange(SignatureCheck.Problems(signature).Select(p => new KnowledgeError(path, 1, 1, p)));
            if (!places.TryAdd(signature.Id, path))
            {
                errors.Add(new(path, 1, 1, $"the id '{signature.Id}' is taken by {places[signature.Id]}"));
            }

            signatures.Add(signature);
        }

        return (signatures, errors);
    }
}
