<?php
return [
    'baseUrl' => 'https://mautic.example.com/crm',
    'userName' => 'n8n@example.com',
    'password' => 'correct horse',
];
