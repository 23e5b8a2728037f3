using System.Xml;
using System.Xml.Linq;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>Project files in XML, which come from anybody: no document type, no resolver.</summary>
internal static class ProjectXml
{
    /// <summary>Null for anything that is no whole XML document.</summary>
    public static XElement? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1 << 20 });
            return XDocument.Load(reader).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>A child by its local name, whatever its namespace.</summary>
    public static XElement? Child(this XElement element, string name) => element.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    public static string? Value(this XElement element, string name) => element.Child(name)?.Value.Trim();
}
