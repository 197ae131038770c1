using System.Buffers.Binary;
using System.Diagnostics;

namespace Koi.Lab;

/// <summary>A recording of what passes a card, readable while it goes on.</summary>
/// <remarks>tcpdump's output, read as it comes. Made by <see cref="Host.Capture"/>. Disposing stops it.</remarks>
public sealed class Capture : IDisposable
{
    // pcap-savefile(5): a header of 24 bytes; before each frame seconds, microseconds, recorded length, true length, 4 bytes each.
    private const int FileHeader = 24;
    private const int FrameHeader = 16;

    private readonly Process process;
    private readonly Task reading;
    private readonly Task<string> lastWords;  // tcpdump's counts; unread they could fill the pipe
    private readonly object monitor = new();
    private readonly List<Frame> frames = [];
    private readonly MemoryStream recording = new();
    private bool isStopped;
    private int read;  // frames that WaitFor has been through

    internal Capture(Process tcpdump)
    {
        process = tcpdump;
        var said = string.Empty;
        while (!said.Contains("listening on", StringComparison.Ordinal))
        {
            said += process.StandardError.ReadLine() ?? throw new LabException($"{ProgramStart.Describe(tcpdump.StartInfo)}: {said}");
        }

        // Linux 6.18 gives a new packet socket its first frame 2 to 4 ms after it was bound and filtered (strace beside tcpdump, frames
        // every 2 ms), and tcpdump speaks at once.
        Thread.Sleep(50);
        lastWords = process.StandardError.ReadToEndAsync();
        reading = Task.Factory.StartNew(
            Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The frames so far.</summary>
    public IReadOnlyList<Frame> Frames
    {
        get
        {
            lock (monitor)
            {
                return [.. frames];
            }
        }
    }

    /// <summary>Waits for a frame. Each search begins after the frame found by the one before.</summary>
    /// <exception cref="LabException">It did not come in time (one minute when null); the message has what came.</exception>
    public Frame WaitFor(Func<Frame, bool> isWanted, TimeSpan? limit = null)
    {
        Frame? found = null;
        bool Search()
        {
            while (found is null && read < frames.Count)
            {
                found = isWanted(frames[read]) ? frames[read] : null;
                read++;
            }

            return found is not null || reading.IsCompleted;
        }

        new Deadline(limit).Wait(monitor, Search);
        return found ?? throw new LabException($"the awaited frame did not come; these came:\n{string.Join('\n', Decode())}");
    }

    /// <summary>The frames so far as tcpdump prints them, one line each.</summary>
    /// <param name="options">More of tcpdump's options, such as <c>-v</c>; names are never looked up.</param>
    public IReadOnlyList<string> Decode(params ReadOnlySpan<string> options)
    {
        var file = Path.GetTempFileName();
        try
        {
            lock (monitor)
            {
                File.WriteAllBytes(file, recording.ToArray());
            }

            return ProgramResult.Of("tcpdump", ["-n", "-t", .. options, "-r", file])
                .Check().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Ends the recording; its frames stay readable.</summary>
    public void Stop()
    {
        if (isStopped)
        {
            return;
        }

        isStopped = true;
        if (!process.HasExited)
        {
            _ = LibC.kill(process.Id, (int)Signal.Terminate);
        }

        reading.Wait();
        lastWords.Wait();
        process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        process.Dispose();
        recording.Dispose();
    }

    private void Read()
    {
        var stream = process.StandardOutput.BaseStream;
        var header = new byte[FileHeader];
        var start = stream.ReadAtLeast(header, FileHeader, throwOnEndOfStream: false);
        Keep(header.AsSpan(0, start), frame: null);
        while (stream.ReadAtLeast(header.AsSpan(0, FrameHeader), FrameHeader, throwOnEndOfStream: false) == FrameHeader)
        {
            var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8))];
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) != bytes.Length)
            {
                break;
            }

            var time = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32LittleEndian(header))
                .AddMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)));
            Keep([.. header.AsSpan(0, FrameHeader), .. bytes], new Frame(time, [.. bytes]));
        }

        Keep([], frame: null);
    }

    private void Keep(ReadOnlySpan<byte> recorded, Frame? frame)
    {
        lock (monitor)
        {
            recording.Write(recorded);
            if (frame is not null)
            {
                frames.Add(frame);
            }

            Monitor.PulseAll(monitor);
        }
    }
}
