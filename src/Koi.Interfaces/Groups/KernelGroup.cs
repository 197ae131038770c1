namespace Koi.Interfaces.Groups;

/// <summary>A group's set as the kernel has it.</summary>
/// <param name="Count">How many elements it has.</param>
/// <param name="Handle">The kernel's number of the set, by which one made anew can be told; 0 while it is not known.</param>
public readonly record struct KernelGroup(int Count, ulong Handle);
