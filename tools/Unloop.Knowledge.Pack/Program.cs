using Unloop.Knowledge;

#pragma warning disable RS0030 // A build tool: it reads files and writes one, and speaks to the build's console.

// Turns knowledge/signatures into the one file that is embedded: YAML is for people, and reading 700 files of it costs a tenth of a second
// at every start.
if (args is not [var folder, var target])
{
    Console.Error.WriteLine("usage: pack SIGNATURES-FOLDER TARGET-FILE");
    return 2;
}

var files = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
    .Where(f => !f.EndsWith(".cases.yaml", StringComparison.Ordinal))
    .Order(StringComparer.Ordinal)
    .Select(f => (Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText(f)));
var (signatures, errors) = KnowledgeBase.Read(files);
foreach (var error in errors)
{
    // The form in which MSBuild shows an error at its place.
    Console.Error.WriteLine($"{Path.Combine(folder, error.File)}({error.Line},{error.Column}): error UNLOOP: {error.Message}");
}

if (errors.Count > 0)
{
    return 1;
}

using var output = File.Create(target);
KnowledgePack.Write(signatures, output);
return 0;
