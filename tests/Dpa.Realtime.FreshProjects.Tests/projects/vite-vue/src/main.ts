import { createApp } from 'vue';
import Job from './Job.vue';

createApp(Job).mount('#root');
