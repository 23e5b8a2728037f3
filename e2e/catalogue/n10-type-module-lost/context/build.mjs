import fs from 'fs';

fs.cpSync('src', 'dist', { recursive: true });
