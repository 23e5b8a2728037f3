namespace Unloop.Core.Experiments.Dependencies.Scripts;

/// <summary>
/// For PHP from 7 on, with or without its openssl. Names are resolved to IPv4 alone, and for as long as the resolver takes: PHP has nothing else.
/// </summary>
internal static class PhpScript
{
    public const string Text = """
        function say(...$parts) {
          echo rtrim(substr(preg_replace('/[^\x20-\x7e]/', '?', implode(' ', array_merge(['unloop-dependency'], $parts))), 0, 700)), "\n";
        }
        function barred($ip) {
          return preg_match('/^(169\.254\.|::ffff:169\.254\.|fe80:|fd00:ec2:|fd20:ce:)|^(::ffff:)?(100\.100\.100\.200|192\.0\.0\.192)$/i', $ip);
        }
        function at($ip, $port) {
          return (strpos($ip, ':') === false ? $ip : "[$ip]") . ":$port";
        }
        function shake($ip, $port, $host, $options) {
          $said = '';
          set_error_handler(function ($level, $message) use (&$said) { $said .= $message . ' '; return true; });
          $context = stream_context_create(['ssl' => $options + ['peer_name' => $host, 'SNI_enabled' => true, 'capture_peer_cert' => true]]);
          $socket = stream_socket_client('ssl://' . at($ip, $port), $code, $text, 4, STREAM_CLIENT_CONNECT, $context);
          restore_error_handler();
          $said = preg_match('/error:[0-9A-Fa-f]+:([^\n]*)/', $said, $found) ? trim(explode(' stream_socket', $found[1])[0]) : $said;
          $certificate = $socket ? (stream_context_get_params($context)['options']['ssl']['peer_certificate'] ?? null) : null;
          if ($socket) fclose($socket);
          return [(bool) $socket, $said, $certificate];
        }
        function part($name) {
          $parts = [];
          foreach ($name as $key => $value) $parts[] = "$key=" . (is_array($value) ? implode('+', $value) : $value);
          return implode(', ', $parts);
        }
        function try_tls($n, $ip, $port, $host) {
          if (!extension_loaded('openssl')) return say($n, 'tls unknown', 'php has no openssl here');
          [$open, $said, $certificate] = shake($ip, $port, $host, ['verify_peer' => false, 'verify_peer_name' => false]);
          if (!$open || !$certificate) return say($n, 'tls failed', $said);
          $told = openssl_x509_parse($certificate);
          say($n, 'tls ok');
          say($n, 'subject', part($told['subject']));
          say($n, 'issuer', part($told['issuer']));
          say($n, 'names', $told['extensions']['subjectAltName'] ?? '');
          say($n, 'dates', $told['validFrom_time_t'], $told['validTo_time_t'], time());
          [$named] = shake($ip, $port, $host, ['verify_peer' => false, 'verify_peer_name' => true]);
          say($n, 'name', $named ? 'ok' : 'wrong');
          [$trusted, $said] = shake($ip, $port, $host, ['verify_peer' => true, 'verify_peer_name' => false]);
          $isDated = $told['validTo_time_t'] < time() || $told['validFrom_time_t'] > time();
          say($n, 'chain', $trusted ? 'ok' : ($isDated ? 'dated' : 'failed'), $trusted ? '' : $said);
        }
        function try_place($n, $host, $port, $kind) {
          $numeric = strpos($host, ':') !== false || preg_match('/^[0-9.]+$/', $host);
          $found = $numeric ? [$host] : (gethostbynamel($host) ?: []);
          if (!$found) return say($n, 'dns failed', 'no IPv4 address');
          say($n, 'dns ok', ...array_slice($found, 0, 8));
          if ($port === 0) return;
          $usable = array_slice(array_values(array_filter($found, function ($ip) { return !barred($ip); })), 0, 3);
          if (!$usable) return say($n, 'tcp barred');
          $outcomes = [111 => 'refused', 110 => 'timeout', 113 => 'unreachable', 101 => 'unreachable', 104 => 'reset'];
          foreach ($usable as $ip) {
            $socket = @stream_socket_client('tcp://' . at($ip, $port), $code, $text, 2.5);
            if ($socket) break;
          }
          if (!$socket) return say($n, 'tcp', $outcomes[$code] ?? 'failed', $ip, $text);
          fclose($socket);
          say($n, 'tcp ok', $ip);
          if ($kind === 'tls') try_tls($n, $ip, $port, $host);
        }
        $words = array_slice($argv, 1);
        if (($words[0] ?? '') === '--') array_shift($words);
        $began = time();
        say('by php', PHP_VERSION);
        for ($n = 0; $n * 3 + 2 < count($words) && time() - $began < 45; $n++) {
          try {
            try_place($n, $words[$n * 3], (int) $words[$n * 3 + 1], $words[$n * 3 + 2]);
          } catch (\Throwable $e) {
            say($n, 'error', $e->getMessage());
          }
        }
        say('end');
        """;
}
