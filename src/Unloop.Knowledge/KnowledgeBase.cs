using Unloop.Core.Signatures;

namespace Unloop.Knowledge;

/// <summary>Reads and checks signature files: all errors of all files at once.</summary>
public static class KnowledgeBase
{
    /// <summary>The files' form: fields, tokens, literals, unique ids.</summary>
    /// <param name="files">Paths below the signatures folder, with slashes, and texts; <c>*.cases.yaml</c> are not signatures.</param>
    public static (IReadOnlyList<Signature> Signatures, IReadOnlyList<KnowledgeError> Errors) Read(IEnumerable<(string Path, string Text)> files)
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

            if (!places.TryAdd(signature.Id, path))
            {
                errors.Add(new(path, 1, 1, $"the id '{signature.Id}' is taken by {places[signature.Id]}"));
            }

            signatures.Add(signature);
        }

        return (signatures, errors);
    }

    /// <summary>The form, and for their author what costs time to check: whether patterns can be used, and templates be filled.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    public static (IReadOnlyList<Signature> Signatures, IReadOnlyList<KnowledgeError> Errors) Check(IEnumerable<(string Path, string Text)> files)
    {
        var (signatures, errors) = Read(files);
        return (signatures, [.. errors, .. signatures.SelectMany(s => SignatureCheck.Problems(s).Select(p => new KnowledgeError($"{s.Area}/{s.Id}.yaml", 1, 1, p)))]);
    }
}
