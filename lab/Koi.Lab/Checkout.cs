namespace Koi.Lab;

/// <summary>Where this checkout of Koi and the things built from it are.</summary>
public static class Checkout
{
    /// <summary>The folder that holds koi.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The published binary; <c>./test</c> publishes it before the system tests run.</summary>
    public static string Koi => Path.Combine(Root, "artifacts", "publish", "koi");

    /// <summary>The script that runs a command on a full kernel.</summary>
    public static string VirtualMachine => Path.Combine(Root, "lab", "vm");

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "koi.slnx")))
            {
                return folder;
            }
        }

        throw new LabException($"no koi.slnx above {AppContext.BaseDirectory}");
    }
}
