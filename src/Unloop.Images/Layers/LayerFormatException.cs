namespace Unloop.Images.Layers;

/// <summary>
/// A layer is not what the image specification says, or goes beyond <see cref="LayerLimits"/>. The message is the end of a sentence that begins with the
/// layer's name. Never leaves <see cref="LayerReader"/>, which tells its callers with a <see cref="Content.ContentException"/>.
/// </summary>
internal sealed class LayerFormatException(string message) : FormatException(message);
